package io.kuotu.worker.enhance;

/** The cosine transform of blocks of 8x8, orthonormal: noise stays as strong as it is. */
final class Dct {
    static final int SIDE = 8;
    private static final int HALF = SIDE / 2;
    private static final float[] EVEN = new float[HALF * HALF]; // [frequency / 2][place]
    private static final float[] ODD = new float[HALF * HALF];

    static {
        for (int k = 0; k < SIDE; k++) {
            double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / SIDE);
            for (int i = 0; i < HALF; i++) {
                float[] half = k % 2 == 0 ? EVEN : ODD;
                half[k / 2 * HALF + i] =
                        (float) (scale * Math.cos((2 * i + 1) * k * Math.PI / (2 * SIDE)));
            }
        }
    }

    private Dct() {}

    /** In place; row by row. */
    static void forward(float[] block) {
        for (int line = 0; line < SIDE; line++) {
            forward(block, line * SIDE, 1);
        }
        for (int line = 0; line < SIDE; line++) {
            forward(block, line, SIDE);
        }
    }

    /** In place. */
    static void inverse(float[] block) {
        for (int line = 0; line < SIDE; line++) {
            inverse(block, line, SIDE);
        }
        for (int line = 0; line < SIDE; line++) {
            inverse(block, line * SIDE, 1);
        }
    }

    private static void forward(float[] v, int at, int stride) {
        float s0 = v[at] + v[at + 7 * stride];
        float s1 = v[at + stride] + v[at + 6 * stride];
        float s2 = v[at + 2 * stride] + v[at + 5 * stride];
        float s3 = v[at + 3 * stride] + v[at + 4 * stride];
        float d0 = v[at] - v[at + 7 * stride];
        float d1 = v[at + stride] - v[at + 6 * stride];
        float d2 = v[at + 2 * stride] - v[at + 5 * stride];
        float d3 = v[at + 3 * stride] - v[at + 4 * stride];
        for (int k = 0; k < HALF; k++) {
            int w = k * HALF;
            v[at + 2 * k * stride] =
                    EVEN[w] * s0 + EVEN[w + 1] * s1 + EVEN[w + 2] * s2 + EVEN[w + 3] * s3;
            v[at + (2 * k + 1) * stride] =
                    ODD[w] * d0 + ODD[w + 1] * d1 + ODD[w + 2] * d2 + ODD[w + 3] * d3;
        }
    }

    private static void inverse(float[] v, int at, int stride) {
        float a0 = v[at];
        float a1 = v[at + 2 * stride];
        float a2 = v[at + 4 * stride];
        float a3 = v[at + 6 * stride];
        float b0 = v[at + stride];
        float b1 = v[at + 3 * stride];
        float b2 = v[at + 5 * stride];
        float b3 = v[at + 7 * stride];
        for (int i = 0; i < HALF; i++) {
            float even =
                    EVEN[i] * a0
                            + EVEN[HALF + i] * a1
                            + EVEN[2 * HALF + i] * a2
                            + EVEN[3 * HALF + i] * a3;
            float odd =
                    ODD[i] * b0
                            + ODD[HALF + i] * b1
                            + ODD[2 * HALF + i] * b2
                            + ODD[3 * HALF + i] * b3;
            v[at + i * stride] = even + odd;
            v[at + (SIDE - 1 - i) * stride] = even - odd;
        }
    }
}
