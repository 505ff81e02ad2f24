package io.kuotu.worker.likeness;

import io.kuotu.common.picture.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * Some of a glance's pixels in squares. Of a square that the border runs through, the source's
 * cells have one part and the made cells the other.
 */
final class Cells {
    static final int SIDE = 16;

    private static final int LEAST_PIXELS = 16;

    /** Octaves that a cell has enough pixels of. */
    private static final int OCTAVES = 3;

    /** L* a pixel; weaker edges nobody sees. */
    private static final double FAINT = 0.25;

    private final List<Cell> cells;

    /**
     * One square, or the part of it that belongs here.
     *
     * @param column of the square
     * @param row of the square
     * @param colour mean
     * @param texture log2 of the mean strength of edges, by scale and orientation, from the
     *     picture's own scales to the glance's octaves
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Cell(int column, int row, Lab colour, double[] texture) {
        private boolean isBeside(Cell other) {
            return Math.abs(column - other.column) <= 1 && Math.abs(row - other.row) <= 1;
        }

        /** ΔE2000 between the means. */
        double toneStep(Cell other) {
            return Lab.difference(colour, other.colour);
        }

        /** Root mean square of the steps, in octaves of strength: 1 is twice or half as strong. */
        double textureStep(Cell other) {
            double sum = 0;
            for (int i = 0; i < texture.length; i++) {
                double step = texture[i] - other.texture[i];
                sum += step * step;
            }
            return Math.sqrt(sum / texture.length);
        }
    }

    private Cells(List<Cell> cells) {
        this.cells = cells;
    }

    /**
     * @param made whether the region is what was made, else the source
     */
    static Cells of(Glance glance, List<Octave> octaves, Grain grain, Region region, boolean made) {
        int columns = Math.ceilDiv(glance.width(), SIDE);
        int rows = Math.ceilDiv(glance.height(), SIDE);
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Sum sum = new Sum(glance, region, column, row);
                if (sum.pixels >= LEAST_PIXELS) {
                    double[] texture = sum.texture(octaves, grain.of(column, row, made));
                    cells.add(new Cell(column, row, sum.colour(), texture));
                }
            }
        }
        return new Cells(cells);
    }

    boolean isEmpty() {
        return cells.isEmpty();
    }

    /** Mean step over all pairs of a cell here and one there that touch or share a square. */
    @SuppressWarnings("ReferenceEquality") // a cell is not beside itself
    double stepAcross(Cells there, ToDoubleBiFunction<Cell, Cell> step, double otherwise) {
        double sum = 0;
        int pairs = 0;
        for (Cell here : cells) {
            for (Cell other : there.cells) {
                if (here != other && here.isBeside(other)) {
                    sum += step.applyAsDouble(here, other);
                    pairs++;
                }
            }
        }
        return pairs == 0 ? otherwise : sum / pairs;
    }

    /**
     * Mean step from each cell to that one there, not beside it, which is most alike.
     *
     * @param otherwise where a cell has none
     */
    double stepToNearest(Cells there, ToDoubleBiFunction<Cell, Cell> step, double otherwise) {
        double sum = 0;
        for (Cell here : cells) {
            double least = Double.POSITIVE_INFINITY;
            for (Cell other : there.cells) {
                if (!here.isBeside(other)) {
                    least = Math.min(least, step.applyAsDouble(here, other));
                }
            }
            sum += Double.isInfinite(least) ? otherwise : least;
        }
        return cells.isEmpty() ? otherwise : sum / cells.size();
    }

    /** What one square comes to. */
    private static final class Sum {
        private final Region region;
        private final int left;
        private final int top;
        private double l;
        private double a;
        private double b;
        private int pixels;

        Sum(Glance glance, Region region, int column, int row) {
            this.region = region;
            this.left = column * SIDE;
            this.top = row * SIDE;
            for (int y = top; y < Math.min(glance.height(), top + SIDE); y++) {
                for (int x = left; x < Math.min(glance.width(), left + SIDE); x++) {
                    if (region.has(x, y)) {
                        Lab colour = glance.colour(glance.index(x, y));
                        l += colour.l();
                        a += colour.a();
                        b += colour.b();
                        pixels++;
                    }
                }
            }
        }

        Lab colour() {
            return new Lab(l / pixels, a / pixels, b / pixels);
        }

        double[] texture(List<Octave> octaves, Energies grain) {
            Energies energies = new Energies();
            for (Octave octave : octaves.subList(0, Math.min(OCTAVES, octaves.size()))) {
                add(energies, octave);
            }
            double[] texture = new double[(Grain.SCALES + OCTAVES) * Octave.ORIENTATIONS];
            for (int i = 0; i < texture.length; i++) {
                int scale = i / Octave.ORIENTATIONS;
                int orientation = i % Octave.ORIENTATIONS;
                double mean =
                        scale >= Grain.SCALES
                                ? energies.mean(scale - Grain.SCALES, orientation)
                                : (grain.pixels() > 0 ? grain : energies).mean(scale, orientation);
                texture[i] = Math.log(mean + FAINT) / Math.log(2);
            }
            return texture;
        }

        private void add(Energies energies, Octave octave) {
            int scale = octave.scale();
            int endY = Math.min(octave.height(), (top + SIDE) >> scale);
            int endX = Math.min(octave.width(), (left + SIDE) >> scale);
            for (int y = top >> scale; y < endY; y++) {
                for (int x = left >> scale; x < endX; x++) {
                    if (Features.isWithin(region, octave, x, y)) {
                        energies.add(octave, y * octave.width() + x);
                    }
                }
            }
        }
    }
}
