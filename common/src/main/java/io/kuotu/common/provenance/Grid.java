package io.kuotu.common.provenance;

/** The even grid of cells over a picture that claims hash one by one. */
public final class Grid {
    public static final int SIDE = 8;
    public static final int CELLS = SIDE * SIDE;

    private Grid() {}

    /** First column (or row) of a cell's column (or row) in a picture so wide (or high), px. */
    public static int edge(int cell, int length) {
        return (int) ((long) cell * length / SIDE);
    }

    /** Of a cell, counted row by row. At least one px wide and high. */
    public static Region region(int cell, int width, int height) {
        int left = edge(cell % SIDE, width);
        int top = edge(cell / SIDE, height);
        return new Region(
                left,
                top,
                Math.max(1, edge(cell % SIDE + 1, width) - left),
                Math.max(1, edge(cell / SIDE + 1, height) - top));
    }
}
