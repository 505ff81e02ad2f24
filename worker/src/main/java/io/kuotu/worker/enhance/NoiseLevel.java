package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;
import java.util.Arrays;

/**
 * How much noise a picture has: standard deviations of lightness and the two of colour, in levels
 * of 255. Measured on blocks by a mask that does not see slopes (Immerkaer 1996); those with the
 * least count, since what is more in the others is the picture.
 */
record NoiseLevel(double lightness, double cb, double cr) {
    private static final int BLOCK = 16;
    private static final int MOST_BLOCKS = 8192;

    /** Share of the blocks that have less. */
    private static final double QUANTILE = 0.15;

    /** Of pure noise, that quantile is so much below the true value (measured: the test). */
    private static final double UNDER = 0.94;

    /** Blocks darker or lighter on average have lost noise to clipping. */
    private static final double DARKEST = 6;

    private static final double LIGHTEST = 249;

    static final NoiseLevel NONE = new NoiseLevel(0, 0, 0);

    static NoiseLevel of(Picture picture) {
        int across = (picture.width() - 2) / BLOCK;
        int down = (picture.height() - 2) / BLOCK;
        if (across < 1 || down < 1) {
            return NONE;
        }
        long all = (long) across * down;
        int every = (int) Math.max(1, Math.ceilDiv(all, MOST_BLOCKS));
        double[][] found = new double[3][(int) Math.ceilDiv(all, every)];
        int count = 0;
        for (long i = 0; i < all; i += every) {
            int left = (int) (i % across) * BLOCK;
            int top = (int) (i / across) * BLOCK;
            if (measure(picture, left, top, found, count)) {
                count++;
            }
        }
        return count == 0
                ? NONE
                : new NoiseLevel(
                        quantile(found[0], count),
                        quantile(found[1], count),
                        quantile(found[2], count));
    }

    private static double quantile(double[] values, int count) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) (QUANTILE * (count - 1))] / UNDER;
    }

    /** False where the block is clipped. */
    private static boolean measure(Picture picture, int left, int top, double[][] found, int at) {
        int side = BLOCK + 2;
        float[][] part = new float[3][side * side];
        double mean = 0;
        for (int i = 0; i < side * side; i++) {
            int from = 3 * ((top + i / side) * picture.width() + left + i % side);
            float red = picture.rgb()[from] & 0xFF;
            float green = picture.rgb()[from + 1] & 0xFF;
            float blue = picture.rgb()[from + 2] & 0xFF;
            float y = Band.RED * red + Band.GREEN * green + Band.BLUE * blue;
            part[0][i] = y;
            part[1][i] = Band.TO_CB * (blue - y);
            part[2][i] = Band.TO_CR * (red - y);
            mean += y;
        }
        mean /= side * side;
        if (mean < DARKEST || mean > LIGHTEST) {
            return false;
        }
        for (int c = 0; c < 3; c++) {
            found[c][at] = deviation(part[c], side);
        }
        return true;
    }

    private static double deviation(float[] v, int side) {
        double sum = 0;
        for (int y = 1; y < side - 1; y++) {
            for (int x = 1; x < side - 1; x++) {
                int i = y * side + x;
                sum +=
                        Math.abs(
                                v[i - side - 1]
                                        - 2 * v[i - side]
                                        + v[i - side + 1]
                                        - 2 * v[i - 1]
                                        + 4 * v[i]
                                        - 2 * v[i + 1]
                                        + v[i + side - 1]
                                        - 2 * v[i + side]
                                        + v[i + side + 1]);
            }
        }
        return sum / (BLOCK * BLOCK) * Math.sqrt(Math.PI / 2) / 6;
    }
}
