package io.kuotu.worker.enhance;

/**
 * Unsharp masking of lightness alone, in bounds: what is no stronger than the noise is left, and no
 * pixel goes further than {@link #HALO} beyond the lightest and darkest of its 5x5 neighbours, so
 * there are no halos.
 */
final class Sharpener implements Bands.Kernel {
    static final int REACH = 4;

    /** Levels beyond the neighbours'. */
    static final float HALO = 3;

    private static final double SIGMA = 1.2;
    private static final int NEIGHBOURS = 2;
    private static final double MOST = 2.5;
    private static final float[] GAUSS = gauss();

    private final double noise;
    private final double strength;
    private final Share share;

    /**
     * @param noise standard deviation of lightness, levels
     * @param strength 0 to 1
     * @param share of the change that each place takes
     */
    Sharpener(double noise, double strength, Share share) {
        this.noise = noise;
        this.strength = strength;
        this.share = share;
    }

    private static float[] gauss() {
        float[] taps = new float[2 * REACH + 1];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (float) Math.exp(-(i - REACH) * (i - REACH) / (2 * SIGMA * SIGMA));
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= (float) sum;
        }
        return taps;
    }

    @Override
    public void apply(Band before, Band after) {
        Lines lines = new Lines(before.width(), before.rows());
        float[] from = before.lightness();
        float[] soft = lines.blurred(from, GAUSS);
        float[] least = lines.extreme(from, NEIGHBOURS, -1);
        float[] most = lines.extreme(from, NEIGHBOURS, 1);
        float core = (float) (4 * noise * noise);
        for (int i = 0; i < from.length; i++) {
            float detail = from[i] - soft[i];
            float square = detail * detail;
            float real = square == 0 ? 0 : detail * square / (square + core);
            float sharp = (float) (from[i] + MOST * strength * real);
            float bounded = Math.clamp(sharp, least[i] - HALO, most[i] + HALO);
            float part = share.at(i % before.width(), before.top() + i / before.width());
            after.lightness()[i] = from[i] + part * (bounded - from[i]);
        }
    }
}
