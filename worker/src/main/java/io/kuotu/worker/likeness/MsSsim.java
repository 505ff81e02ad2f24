package io.kuotu.worker.likeness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * MS-SSIM (Wang, Simoncelli, Bovik 2003) of luma: Gaussian window of 11 px and sigma 1.5, no
 * padding, K1 = 0.01, K2 = 0.03; from scale to scale the mean of 2x2 px, an odd row or column left
 * out. Pictures that are too small for five scales get as many as fit, their exponents scaled to
 * the sum 1; smaller ones than the window have no structure, and are all alike.
 */
public final class MsSsim {
    private static final double[] EXPONENTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final float[] GAUSSIAN = gaussian();
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    private MsSsim() {}

    /**
     * One scale of one picture, and what every comparison needs of it.
     *
     * @param width in px
     * @param values luma, row by row
     * @param means under the window, where it lies in the picture
     * @param squares means of the squares, the same
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Scale(int width, float[] values, float[] means, float[] squares) {}

    /** Glances of one size; 1 for the same picture, 0 at least. */
    public static double of(Glance one, Glance two) {
        if (one.width() != two.width() || one.height() != two.height()) {
            throw new IllegalArgumentException("glances of two sizes");
        }
        return of(one.scales(), two.scales());
    }

    /** Of pictures of one size. */
    static double of(List<Scale> one, List<Scale> two) {
        double sum = Arrays.stream(EXPONENTS, 0, one.size()).sum();
        double product = 1;
        for (int i = 0; i < one.size(); i++) {
            double part = part(one.get(i), two.get(i), i == one.size() - 1);
            product *= Math.pow(Math.max(0, part), EXPONENTS[i] / sum);
        }
        return Math.min(1, product);
    }

    /**
     * As many as fit, at least one.
     *
     * @param luma 0 to 255, row by row
     * @param width in px
     * @param height in px
     */
    static List<Scale> scales(float[] luma, int width, int height) {
        List<Scale> scales = new ArrayList<>();
        float[] values = luma;
        int w = width;
        int h = height;
        while (scales.isEmpty() || (scales.size() < EXPONENTS.length && Math.min(w, h) >= WINDOW)) {
            scales.add(
                    new Scale(
                            w,
                            values,
                            blurred(values, w, h),
                            blurred(product(values, values), w, h)));
            values = halved(values, w, h);
            w /= 2;
            h /= 2;
        }
        return scales;
    }

    /** SSIM of a scale, or only its part of contrast and structure; smaller than the window: 1. */
    private static double part(Scale one, Scale two, boolean all) {
        float[] cross =
                blurred(
                        product(one.values(), two.values()),
                        one.width(),
                        one.values().length / one.width());
        double sum = 0;
        for (int i = 0; i < cross.length; i++) {
            double mx = one.means()[i];
            double my = two.means()[i];
            double spread = one.squares()[i] - mx * mx + two.squares()[i] - my * my;
            double contrast = (2 * (cross[i] - mx * my) + C2) / (spread + C2);
            sum += all ? contrast * (2 * mx * my + C1) / (mx * mx + my * my + C1) : contrast;
        }
        return cross.length == 0 ? 1 : sum / cross.length;
    }

    private static float[] product(float[] one, float[] two) {
        float[] out = new float[one.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = one[i] * two[i];
        }
        return out;
    }

    /** Only where the whole window lies in the picture. */
    private static float[] blurred(float[] values, int width, int height) {
        int narrow = Math.max(0, width - WINDOW + 1);
        int low = Math.max(0, height - WINDOW + 1);
        float[] rows = new float[narrow * height];
        for (int y = 0; y < height; y++) {
            for (int k = 0; k < WINDOW; k++) {
                int from = y * width + k;
                for (int x = 0; x < narrow; x++) {
                    rows[y * narrow + x] += GAUSSIAN[k] * values[from + x];
                }
            }
        }
        float[] out = new float[narrow * low];
        for (int y = 0; y < low; y++) {
            for (int k = 0; k < WINDOW; k++) {
                int from = (y + k) * narrow;
                for (int x = 0; x < narrow; x++) {
                    out[y * narrow + x] += GAUSSIAN[k] * rows[from + x];
                }
            }
        }
        return out;
    }

    private static float[] halved(float[] values, int width, int height) {
        int narrow = width / 2;
        int low = height / 2;
        float[] out = new float[narrow * low];
        for (int y = 0; y < low; y++) {
            int row = 2 * y * width;
            for (int x = 0; x < narrow; x++) {
                out[y * narrow + x] =
                        (values[row + 2 * x]
                                        + values[row + 2 * x + 1]
                                        + values[row + width + 2 * x]
                                        + values[row + width + 2 * x + 1])
                                / 4;
            }
        }
        return out;
    }

    private static float[] gaussian() {
        double[] raw = new double[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            double x = i - WINDOW / 2;
            raw[i] = Math.exp(-x * x / (2 * SIGMA * SIGMA));
        }
        double sum = Arrays.stream(raw).sum();
        float[] out = new float[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            out[i] = (float) (raw[i] / sum);
        }
        return out;
    }
}
