package io.kuotu.worker.likeness;

import io.kuotu.common.picture.Lab;

/**
 * Colours of some pixels on the whole.
 *
 * @param mean of L*, a*, b*
 * @param spread standard deviations of the same
 * @param chroma mean distance from grey
 * @param pixels how many there were; of none all is 0
 */
public record Tones(Lab mean, Lab spread, double chroma, int pixels) {
    /** Pixels are compared in every fourth column of every fourth row. */
    private static final int STRIDE = 4;

    public static Tones of(Glance glance, Region region) {
        double[] sums = new double[7];
        int pixels = 0;
        for (int y = 0; y < glance.height(); y++) {
            for (int x = 0; x < glance.width(); x++) {
                if (region.has(x, y)) {
                    add(sums, glance.colour(glance.index(x, y)));
                    pixels++;
                }
            }
        }
        int n = Math.max(1, pixels);
        return new Tones(
                new Lab(sums[0] / n, sums[1] / n, sums[2] / n),
                new Lab(
                        deviation(sums[0], sums[3], n),
                        deviation(sums[1], sums[4], n),
                        deviation(sums[2], sums[5], n)),
                sums[6] / n,
                pixels);
    }

    private static void add(double[] sums, Lab lab) {
        sums[0] += lab.l();
        sums[1] += lab.a();
        sums[2] += lab.b();
        sums[3] += lab.l() * lab.l();
        sums[4] += lab.a() * lab.a();
        sums[5] += lab.b() * lab.b();
        sums[6] += Math.sqrt(lab.a() * lab.a() + lab.b() * lab.b());
    }

    private static double deviation(double sum, double squares, int n) {
        double mean = sum / n;
        return Math.sqrt(Math.max(0, squares / n - mean * mean));
    }

    /** Mean ΔE2000 from pixel to pixel, of glances of one size. */
    public static double difference(Glance one, Glance two) {
        if (one.width() != two.width() || one.height() != two.height()) {
            throw new IllegalArgumentException("glances of two sizes");
        }
        double sum = 0;
        int pixels = 0;
        for (int y = 0; y < one.height(); y += STRIDE) {
            for (int x = 0; x < one.width(); x += STRIDE) {
                int i = one.index(x, y);
                sum += Lab.difference(one.colour(i), two.colour(i));
                pixels++;
            }
        }
        return sum / pixels;
    }
}
