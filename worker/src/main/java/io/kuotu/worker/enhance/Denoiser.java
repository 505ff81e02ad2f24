package io.kuotu.worker.enhance;

/**
 * Takes noise away: blocks of 8x8 at every second place (colour: every fourth) lose what is below a
 * threshold in their cosine transform, and the overlapping results are averaged, those with fewer
 * frequencies left counting more (Yu and Sapiro 2011). What stands out of the noise stays: edges.
 */
final class Denoiser implements Bands.Kernel {
    static final int REACH = Dct.SIDE;

    /** Threshold in standard deviations of the noise, at a strength of one half. */
    private static final double THRESHOLD = 2.7;

    private final NoiseLevel noise;
    private final double strength;
    private final Share share;

    /**
     * @param noise of the picture
     * @param strength 0 to 1
     * @param share of the change that each place takes
     */
    Denoiser(NoiseLevel noise, double strength, Share share) {
        this.noise = noise;
        this.strength = strength;
        this.share = share;
    }

    @Override
    public void apply(Band before, Band after) {
        if (before.width() < Dct.SIDE) {
            return; // too narrow for a block
        }
        clean(before, before.lightness(), after.lightness(), noise.lightness(), 2);
        clean(before, before.cb(), after.cb(), noise.cb(), 4);
        clean(before, before.cr(), after.cr(), noise.cr(), 4);
    }

    private void clean(Band band, float[] from, float[] to, double deviation, int step) {
        float threshold = (float) (2 * strength * THRESHOLD * deviation);
        if (threshold <= 0) {
            return;
        }
        float[] sums = new float[from.length];
        float[] weights = new float[from.length];
        float[] block = new float[Dct.SIDE * Dct.SIDE];
        int width = band.width();
        for (int y = 0; y + Dct.SIDE <= band.rows(); y += step) {
            for (int x = 0; x < width - Dct.SIDE; x += step) {
                add(from, y * width + x, width, threshold, block, sums, weights);
            }
            add(from, y * width + width - Dct.SIDE, width, threshold, block, sums, weights);
        }
        for (int i = 0; i < from.length; i++) {
            if (weights[i] > 0) {
                float part = share.at(i % width, band.top() + i / width);
                to[i] = from[i] + part * (sums[i] / weights[i] - from[i]);
            }
        }
    }

    private static void add(
            float[] from,
            int at,
            int width,
            float threshold,
            float[] block,
            float[] sums,
            float[] weights) {
        for (int row = 0; row < Dct.SIDE; row++) {
            System.arraycopy(from, at + row * width, block, row * Dct.SIDE, Dct.SIDE);
        }
        Dct.forward(block);
        int left = 1; // the mean always stays
        for (int i = 1; i < block.length; i++) {
            if (Math.abs(block[i]) < threshold) {
                block[i] = 0;
            } else {
                left++;
            }
        }
        Dct.inverse(block);
        float weight = 1f / left;
        for (int row = 0; row < Dct.SIDE; row++) {
            int to = at + row * width;
            for (int x = 0; x < Dct.SIDE; x++) {
                sums[to + x] += weight * block[row * Dct.SIDE + x];
                weights[to + x] += weight;
            }
        }
    }
}
