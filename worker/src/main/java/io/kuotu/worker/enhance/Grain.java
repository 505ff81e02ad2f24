package io.kuotu.worker.enhance;

/**
 * Lays in grain as film has it: alike in all three colours, a little wider than a pixel, strongest
 * in the middle of the scale and none at black and white, where it would be clipped. A function of
 * the seed and the place alone.
 */
final class Grain implements Bands.Kernel {
    /** Standard deviation in levels of 255, at full strength, in middle grey. */
    static final double MOST = 14;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** How a point of noise spreads along each axis; the squares add up to 11. */
    private static final float SIDE = 1;

    private static final float MIDDLE = 3;
    private static final float SQUARES = 2 * SIDE * SIDE + MIDDLE * MIDDLE;

    /** Mean and standard deviation of the sum of eight even bytes. */
    private static final float MEAN = 8 * 127.5f;

    private static final float DEVIATION = (float) Math.sqrt(8 * (256.0 * 256 - 1) / 12);

    private final long key;
    private final double strength;
    private final Share share;

    Grain(long seed, double strength, Share share) {
        this.key = mix(seed + GOLDEN);
        this.strength = strength;
        this.share = share;
    }

    @Override
    public void apply(Band before, Band after) {
        int width = before.width();
        float[][] spread = new float[before.rows() + 2][];
        for (int row = 0; row < spread.length; row++) {
            spread[row] = row(before.top() + row - 1, width);
        }
        for (int row = 0; row < before.rows(); row++) {
            for (int x = 0; x < width; x++) {
                float grain =
                        SIDE * (spread[row][x] + spread[row + 2][x]) + MIDDLE * spread[row + 1][x];
                int i = row * width + x;
                float t = before.lightness()[i] / 255;
                float part = share.at(x, before.top() + row) * 4 * t * (1 - t);
                after.lightness()[i] += (float) (MOST * strength) * part * grain / SQUARES;
            }
        }
    }

    /** One row of the picture, spread sideways. */
    private float[] row(int y, int width) {
        float[] white = new float[width + 2];
        for (int x = 0; x < white.length; x++) {
            white[x] = white(x - 1, y);
        }
        float[] row = new float[width];
        for (int x = 0; x < width; x++) {
            row[x] = SIDE * (white[x] + white[x + 2]) + MIDDLE * white[x + 1];
        }
        return row;
    }

    /** Nearly normal, unit variance: eight bytes of a hash, added up. */
    private float white(int x, int y) {
        long bits = mix(key + GOLDEN * (((long) y << 32) + x));
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += (int) (bits >>> (8 * i)) & 0xFF;
        }
        return (sum - MEAN) / DEVIATION;
    }

    /** SplitMix64's finaliser. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
