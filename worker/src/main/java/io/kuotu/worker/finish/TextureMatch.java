package io.kuotu.worker.finish;

import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * For each block of the working canvas, the place in the source whose low frequencies are most like
 * what the model made there. Found by PatchMatch (Barnes et al. 2009): a good place is passed on to
 * the next block, shifted, so neighbours mostly continue each other and no grid shows. Immutable
 * once made.
 *
 * <p>Then the made part is drawn anew from these places and matched again, time after time (Wexler
 * et al. 2007): what a young model smears becomes something that the source has, and at the border
 * it goes on from the source itself. The model's picture is where it begins, and stays a weak wish.
 *
 * <p>Blocks are {@link #BLOCK} px at every {@link #STRIDE}, the first one stride before the canvas,
 * so that each pixel lies in four.
 */
final class TextureMatch {
    static final int BLOCK = 16;
    static final int STRIDE = 8;

    private static final int BLUR_RADIUS = 2;
    private static final int ROUNDS = 6;

    /** How often the made part is drawn anew, and the rounds of matching after each time. */
    private static final int REDRAWN = 8;

    private static final int ROUNDS_AGAIN = 4;

    /** Weight of the model's picture against what was drawn anew. */
    private static final float MODEL_WEIGHT = 0.04f;

    /** A passed-on place wins against a slightly better one of its own: coherence. */
    private static final double COHERENCE = 0.85;

    /**
     * Squared differences that nobody sees: a better place is not worth breaking off what goes on.
     * Smooth areas would else be tiled with the one block that fits best, a grid.
     */
    private static final double UNSEEN = 1e-4;

    /** Squared difference that it costs to show what a neighbour shows. */
    private static final double REPEATED = 8e-4;

    private static final int SAME_PLACE = 4;

    /** Of the height of the source: what lies low is near, and its texture is coarser. */
    private static final double HEIGHT_PULL = 0.02;

    private final int columns;
    private final int rows;
    private final int[] shiftX;
    private final int[] shiftY;
    private final double[] cost;

    private final Planes made;
    private Planes drawn; // what is matched, low frequencies; the model's picture at first
    private final Planes known;
    private final WorkingGeometry geometry;
    private final SplittableRandom random;

    private TextureMatch(Planes made, Planes known, WorkingGeometry geometry, long seed) {
        this.made = made;
        this.drawn = made;
        this.known = known;
        this.geometry = geometry;
        this.random = new SplittableRandom(seed);
        this.columns = geometry.size().width() / STRIDE + 1;
        this.rows = geometry.size().height() / STRIDE + 1;
        this.shiftX = new int[columns * rows];
        this.shiftY = new int[columns * rows];
        this.cost = new double[columns * rows];
    }

    /**
     * @param generated the model's picture of the whole working canvas
     * @param canvas that the model was given: the source lies in it
     * @param redrawn whether the made part is drawn anew and matched again
     * @param seed of all that is random here
     * @return nothing where the source is smaller than a block
     */
    static Optional<TextureMatch> find(
            Planes generated,
            WorkingCanvas canvas,
            WorkingGeometry geometry,
            boolean redrawn,
            long seed) {
        if (geometry.width() < BLOCK || geometry.height() < BLOCK) {
            return Optional.empty();
        }
        Planes mirrored =
                new Planes(geometry.size().width(), geometry.size().height(), canvas.pixels());
        TextureMatch match =
                new TextureMatch(
                        Blur.of(generated, BLUR_RADIUS),
                        Blur.of(mirrored, BLUR_RADIUS),
                        geometry,
                        seed);
        match.begin();
        for (int round = 0; round < ROUNDS; round++) {
            match.improve(round % 2 == 0);
        }
        for (int again = 0; redrawn && again < REDRAWN; again++) {
            match.redraw(mirrored);
        }
        return Optional.of(match);
    }

    /** Low frequencies of the model's picture. */
    Planes made() {
        return made;
    }

    /** Low frequencies of the working canvas: within the source, its own. */
    Planes known() {
        return known;
    }

    int blocks() {
        return columns * rows;
    }

    /** Index of the block whose first pixel is at (column, row) strides, less one. */
    int block(int column, int row) {
        return Math.clamp(row, 0, rows - 1) * columns + Math.clamp(column, 0, columns - 1);
    }

    /** From a block to its place in the source, working px. */
    int shiftX(int block) {
        return shiftX[block];
    }

    int shiftY(int block) {
        return shiftY[block];
    }

    /**
     * Root mean square difference of the low frequencies from what was drawn last, about [0, 1].
     */
    double difference(int block) {
        return Math.sqrt(cost[block]);
    }

    /** First pixel of a block's column or row. */
    static int origin(int index) {
        return (index - 1) * STRIDE;
    }

    private void begin() {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cost[row * columns + column] = Double.POSITIVE_INFINITY;
                tryMirrored(column, row); // itself, where the block lies within the source
                if (isKnown(column, row)) {
                    continue;
                }
                int at = row * columns + column;
                tryAt(column, row, anyX(), anyY(), cost[at]);
            }
        }
    }

    /** Wholly within the source: nothing of it will be seen but the border's last pixels. */
    private boolean isKnown(int column, int row) {
        int x = origin(column) - geometry.left();
        int y = origin(row) - geometry.top();
        return x >= 0 && y >= 0 && x + BLOCK <= geometry.width() && y + BLOCK <= geometry.height();
    }

    private int anyX() {
        return geometry.left() + random.nextInt(geometry.width() - BLOCK + 1);
    }

    private int anyY() {
        return geometry.top() + random.nextInt(geometry.height() - BLOCK + 1);
    }

    /** The place that a mirror at the border shows: alike at the border, and coherent. */
    private void tryMirrored(int column, int row) {
        tryAt(
                column,
                row,
                mirrored(origin(column), geometry.left(), geometry.width()),
                mirrored(origin(row), geometry.top(), geometry.height()),
                Double.POSITIVE_INFINITY);
    }

    private static int mirrored(int at, int start, int length) {
        int free = length - BLOCK;
        if (free == 0) {
            return start;
        }
        int phase = Math.floorMod(at - start, 2 * free);
        return start + (phase <= free ? phase : 2 * free - phase);
    }

    private void improve(boolean forward) {
        int step = forward ? -1 : 1; // where the neighbours lie that were improved already
        for (int i = 0; i < columns * rows; i++) {
            int at = forward ? i : columns * rows - 1 - i;
            int column = at % columns;
            int row = at / columns;
            if (isKnown(column, row)) {
                continue;
            }
            passOn(column, row, column + step, row);
            passOn(column, row, column, row + step);
            search(column, row);
        }
    }

    private void redraw(Planes source) {
        drawn = Blur.of(Redrawing.of(this, geometry, source), BLUR_RADIUS);
        for (int at = 0; at < cost.length; at++) {
            int x = origin(at % columns);
            int y = origin(at / columns);
            if (!isKnown(at % columns, at / columns)) {
                cost[at] =
                        costOf(x, y, x + shiftX[at], y + shiftY[at])
                                + repetition(
                                        at % columns, at / columns, x + shiftX[at], y + shiftY[at]);
            }
        }
        for (int round = 0; round < ROUNDS_AGAIN; round++) {
            improve(round % 2 == 0);
        }
    }

    private void passOn(int column, int row, int fromColumn, int fromRow) {
        if (fromColumn < 0 || fromColumn >= columns || fromRow < 0 || fromRow >= rows) {
            return;
        }
        int from = fromRow * columns + fromColumn;
        int x = origin(column) + shiftX[from];
        int y = origin(row) + shiftY[from];
        tryAt(column, row, x, y, cost[row * columns + column] / COHERENCE + UNSEEN);
    }

    private void search(int column, int row) {
        int at = row * columns + column;
        for (int reach = Math.max(geometry.width(), geometry.height()); reach >= 1; reach /= 2) {
            int x = origin(column) + shiftX[at] + random.nextInt(-reach, reach + 1);
            int y = origin(row) + shiftY[at] + random.nextInt(-reach, reach + 1);
            tryAt(column, row, x, y, cost[at] - UNSEEN);
        }
    }

    /** Takes the place where it costs less than {@code limit}. */
    private void tryAt(int column, int row, int x, int y, double limit) {
        if (x < geometry.left()
                || y < geometry.top()
                || x > geometry.left() + geometry.width() - BLOCK
                || y > geometry.top() + geometry.height() - BLOCK) {
            return;
        }
        int at = row * columns + column;
        double tried = costOf(origin(column), origin(row), x, y) + repetition(column, row, x, y);
        if (tried < limit) {
            cost[at] = tried;
            shiftX[at] = x - origin(column);
            shiftY[at] = y - origin(row);
        }
    }

    private double repetition(int column, int row, int x, int y) {
        boolean repeated =
                isShown(column - 1, row, x, y)
                        || isShown(column + 1, row, x, y)
                        || isShown(column, row - 1, x, y)
                        || isShown(column, row + 1, x, y);
        return repeated ? REPEATED : 0;
    }

    private boolean isShown(int column, int row, int x, int y) {
        if (column < 0 || row < 0 || column >= columns || row >= rows) {
            return false;
        }
        int at = row * columns + column;
        return Math.abs(origin(column) + shiftX[at] - x) <= SAME_PLACE
                && Math.abs(origin(row) + shiftY[at] - y) <= SAME_PLACE;
    }

    /** Every fourth pixel: the pictures are smooth. */
    private double costOf(int x, int y, int sourceX, int sourceY) {
        int width = made.width();
        int plane = width * made.height();
        float[] a = drawn.values();
        float[] wished = made.values();
        float wish = drawn == made ? 0 : MODEL_WEIGHT;
        float[] b = known.values();
        double sum = 0;
        for (int dy = 2; dy < BLOCK; dy += 4) {
            int rowA = Math.clamp(y + dy, 0, made.height() - 1) * width;
            int rowB = (sourceY + dy) * width;
            for (int dx = 2; dx < BLOCK; dx += 4) {
                int atA = rowA + Math.clamp(x + dx, 0, width - 1);
                int atB = rowB + sourceX + dx;
                for (int c = 0; c < 3; c++) {
                    float difference = a[c * plane + atA] - b[c * plane + atB];
                    float missed = wished[c * plane + atA] - b[c * plane + atB];
                    sum += difference * difference + wish * missed * missed;
                }
            }
        }
        double higher = (double) (y - sourceY) / geometry.height();
        return sum / 48 + HEIGHT_PULL * HEIGHT_PULL * higher * higher;
    }
}
