package io.kuotu.worker.likeness;

import java.util.Arrays;

/**
 * MS-SSIM (Wang, Simoncelli, Bovik 2003) of luma: Gaussian window of 11 px and sigma 1.5, no
 * padding, K1 = 0.01, K2 = 0.03; from scale to scale the mean of 2x2 px, an odd row or column left
 * out. Pictures that are too small for five scales get as many as fit, their exponents scaled to
 * the same sum.
 */
public final class MsSsim {
    private static final double[] EXPONENTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final float[] GAUSSIAN = gaussian();
    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    private MsSsim() {}

    /** What one scale comes to: all of SSIM, and its part of contrast and structure. */
    private record Scale(double all, double structure) {}

    /** Glances of one size; 1 for the same picture, 0 at least. */
    public static double of(Glance one, Glance two) {
        if (one.width() != two.width() || one.height() != two.height()) {
            throw new IllegalArgumentException("glances of two sizes");
        }
        return of(one.luma(), two.luma(), one.width(), one.height());
    }

    /**
     * @param one luma, 0 to 255, row by row
     * @param two the same of the other picture
     * @param width in px
     * @param height in px
     */
    static double of(float[] one, float[] two, int width, int height) {
        int scales = scales(Math.min(width, height));
        if (scales == 0) { // smaller than the window: nothing has a structure
            return Arrays.equals(one, two) ? 1 : 0;
        }
        double sum = Arrays.stream(EXPONENTS, 0, scales).sum();
        float[] x = one;
        float[] y = two;
        int w = width;
        int h = height;
        double product = 1;
        for (int i = 0; i < scales; i++) {
            Scale scale = scale(x, y, w, h);
            double part = i == scales - 1 ? scale.all() : scale.structure();
            product *= Math.pow(Math.max(0, part), EXPONENTS[i] / sum);
            if (i < scales - 1) {
                x = halved(x, w, h);
                y = halved(y, w, h);
                w /= 2;
                h /= 2;
            }
        }
        return Math.min(1, product);
    }

    private static int scales(int side) {
        int scales = 0;
        while (scales < EXPONENTS.length && side >> scales >= WINDOW) {
            scales++;
        }
        return scales;
    }

    private static Scale scale(float[] x, float[] y, int width, int height) {
        float[] meanX = blurred(x, width, height);
        float[] meanY = blurred(y, width, height);
        float[] squareX = blurred(product(x, x), width, height);
        float[] squareY = blurred(product(y, y), width, height);
        float[] cross = blurred(product(x, y), width, height);
        double all = 0;
        double structure = 0;
        for (int i = 0; i < meanX.length; i++) {
            double mx = meanX[i];
            double my = meanY[i];
            double contrast =
                    (2 * (cross[i] - mx * my) + C2)
                            / (squareX[i] - mx * mx + squareY[i] - my * my + C2);
            structure += contrast;
            all += contrast * (2 * mx * my + C1) / (mx * mx + my * my + C1);
        }
        return new Scale(all / meanX.length, structure / meanX.length);
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
        int narrow = width - WINDOW + 1;
        int low = height - WINDOW + 1;
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
