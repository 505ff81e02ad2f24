package io.kuotu.worker.likeness;

import java.util.ArrayList;
import java.util.List;

/**
 * Edges of lightness at one scale. Each octave is half the size of the one before, blurred by the
 * binomial 1 4 6 4 1; an edge is the gradient by central differences, in units of L* a pixel.
 *
 * @param scale 0 is the glance itself, each further one is half of it
 * @param width in px
 * @param height in px
 * @param strength of the gradient, row by row
 * @param orientation of the gradient's line, 0 up to {@link #ORIENTATIONS}, where both are
 *     horizontal
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Octave(int scale, int width, int height, float[] strength, float[] orientation) {
    static final int COUNT = 4;
    static final int ORIENTATIONS = 4;

    private static final int LEAST_SIDE = 4;
    private static final float[] BINOMIAL = {1 / 16f, 4 / 16f, 6 / 16f, 4 / 16f, 1 / 16f};

    /** As many as fit, at least one, at most {@link #COUNT}. */
    static List<Octave> of(Glance glance) {
        List<Octave> octaves = new ArrayList<>();
        float[] values = glance.lightness();
        int width = glance.width();
        int height = glance.height();
        octaves.add(edges(0, width, height, values));
        while (octaves.size() < COUNT && Math.min(width, height) >= 2 * LEAST_SIDE) {
            values = halved(values, width, height);
            width /= 2;
            height /= 2;
            octaves.add(edges(octaves.size(), width, height, values));
        }
        return octaves;
    }

    private static Octave edges(int scale, int width, int height, float[] values) {
        float[] strength = new float[width * height];
        float[] orientation = new float[width * height];
        for (int y = 0; y < height; y++) {
            int above = Math.max(0, y - 1) * width;
            int below = Math.min(height - 1, y + 1) * width;
            for (int x = 0; x < width; x++) {
                int row = y * width;
                float across =
                        values[row + Math.min(width - 1, x + 1)] - values[row + Math.max(0, x - 1)];
                float down = values[below + x] - values[above + x];
                strength[row + x] = (float) Math.sqrt(across * across + down * down) / 2;
                orientation[row + x] = orientation(across, down);
            }
        }
        return new Octave(scale, width, height, strength, orientation);
    }

    static float orientation(float across, float down) {
        double turns = Math.atan2(down, across) / Math.PI; // -1 to 1; a line has two directions
        double half = turns < 0 ? turns + 1 : turns;
        return (float) (half >= 1 ? 0 : half * ORIENTATIONS);
    }

    private static float[] halved(float[] values, int width, int height) {
        int narrow = width / 2;
        int low = height / 2;
        float[] rows = new float[narrow * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < narrow; x++) {
                float sum = 0;
                for (int k = -2; k <= 2; k++) {
                    sum +=
                            BINOMIAL[k + 2]
                                    * values[y * width + Math.clamp(2 * x + k, 0, width - 1)];
                }
                rows[y * narrow + x] = sum;
            }
        }
        float[] out = new float[narrow * low];
        for (int y = 0; y < low; y++) {
            for (int k = -2; k <= 2; k++) {
                int from = Math.clamp(2 * y + k, 0, height - 1) * narrow;
                for (int x = 0; x < narrow; x++) {
                    out[y * narrow + x] += BINOMIAL[k + 2] * rows[from + x];
                }
            }
        }
        return out;
    }
}
