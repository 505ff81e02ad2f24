package io.kuotu.worker.enhance;

import io.kuotu.worker.picture.Picture;

/**
 * Brings what was made around a picture towards the picture's own mean colour, in bounds, and more
 * the further out: at the border nothing moves, so no seam appears. Only colour moves, no
 * lightness: a sky is lighter than the meadow below it.
 */
final class ColourMatch implements Bands.Kernel {
    /** Levels of colour that anything moves at most. */
    private static final double MOST = 12;

    /** Where the picture is not told how strongly. */
    static final double AUTO = 0.5;

    /** Of the picture's short side: from there on, all of it. */
    private static final double FADE = 0.25;

    private static final int MOST_SAMPLES = 1 << 18;

    private final Kept kept;
    private final double cb;
    private final double cr;
    private final double fade;

    /**
     * @param picture with what was made around it
     * @param kept where it lies
     * @param strength 0 to 1
     */
    ColourMatch(Picture picture, Kept kept, double strength) {
        this.kept = kept;
        this.fade = Math.max(1, FADE * Math.min(kept.width(), kept.height()));
        double[] sums = new double[6]; // kept: Cb, Cr, count; made: the same
        long pixels = (long) picture.width() * picture.height();
        for (long i = 0; i < pixels; i += Math.max(1, pixels / MOST_SAMPLES)) {
            int x = (int) (i % picture.width());
            int y = (int) (i / picture.width());
            add(picture.rgb(), (int) (3 * i), sums, kept.has(x, y) ? 0 : 3);
        }
        this.cb = moved(sums, 0, strength);
        this.cr = moved(sums, 1, strength);
    }

    private static void add(byte[] rgb, int at, double[] sums, int to) {
        float red = rgb[at] & 0xFF;
        float blue = rgb[at + 2] & 0xFF;
        float y = Band.RED * red + Band.GREEN * (rgb[at + 1] & 0xFF) + Band.BLUE * blue;
        sums[to] += Band.TO_CB * (blue - y);
        sums[to + 1] += Band.TO_CR * (red - y);
        sums[to + 2]++;
    }

    private static double moved(double[] sums, int c, double strength) {
        if (sums[2] == 0 || sums[5] == 0) {
            return 0;
        }
        double apart = sums[c] / sums[2] - sums[3 + c] / sums[5];
        return strength * Math.clamp(apart, -MOST, MOST);
    }

    @Override
    public void apply(Band before, Band after) {
        for (int i = 0; i < before.lightness().length; i++) {
            double away = kept.distance(i % before.width(), before.top() + i / before.width());
            double part = Math.min(1, away / fade);
            after.cb()[i] += (float) (part * cb);
            after.cr()[i] += (float) (part * cr);
        }
    }
}
