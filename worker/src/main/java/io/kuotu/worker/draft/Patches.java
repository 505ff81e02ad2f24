package io.kuotu.worker.draft;

/** Squares of {@link #SIDE} px and how much two of them differ. */
final class Patches {
    static final int RADIUS = 3;
    static final int SIDE = 2 * RADIUS + 1;

    /** Values in one. */
    static final int VALUES = 3 * SIDE * SIDE;

    /**
     * What it costs, for each value of a patch, to take it from as far above or below as the source
     * is high: the sky is above, the ground below.
     */
    private static final float HEIGHT_PULL = 0.04f;

    private Patches() {}

    /**
     * Sum of squared differences, or something beyond {@code best}.
     *
     * @param x column of the one patch's centre
     * @param sx column of the other's
     */
    static float difference(Raster raster, int x, int y, int sx, int sy, float best) {
        float[] rgb = raster.rgb;
        float sum = 0;
        for (int dy = -RADIUS; dy <= RADIUS && sum < best; dy++) {
            int a = raster.at(x - RADIUS, y + dy);
            int b = raster.at(sx - RADIUS, sy + dy);
            float red = 0; // three sums that do not wait for each other
            float green = 0;
            float blue = 0;
            for (int i = 0; i < 3 * SIDE; i += 3) {
                float r = rgb[a + i] - rgb[b + i];
                float g = rgb[a + i + 1] - rgb[b + i + 1];
                float l = rgb[a + i + 2] - rgb[b + i + 2];
                red += r * r;
                green += g * g;
                blue += l * l;
            }
            sum += red + green + blue;
        }
        return sum;
    }

    /** Of taking what lies at row {@code sy} of the source to row {@code y} of the canvas. */
    static float pull(Raster.Part known, int y, int sy) {
        int nearest = Math.clamp(y, known.top(), known.bottom() - 1);
        float share = (float) (sy - nearest) / known.height();
        return VALUES * HEIGHT_PULL * share * share;
    }
}
