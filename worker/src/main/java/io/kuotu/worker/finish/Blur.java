package io.kuotu.worker.finish;

import io.kuotu.worker.picture.Planes;

/** Low frequencies of a picture: three box blurs in each direction, which is nearly a Gaussian. */
final class Blur {
    private static final int PASSES = 3;

    private Blur() {}

    /**
     * @param radius of each box, px; the result is like a Gaussian of sigma {@code radius + 0.5}
     */
    static Planes of(Planes picture, int radius) {
        int width = picture.width();
        int height = picture.height();
        float[] values = picture.values().clone();
        float[] line = new float[Math.max(width, height)];
        for (int c = 0; c < 3; c++) {
            int plane = c * width * height;
            for (int pass = 0; pass < PASSES; pass++) {
                for (int y = 0; y < height; y++) {
                    along(values, plane + y * width, 1, width, radius, line);
                }
                for (int x = 0; x < width; x++) {
                    along(values, plane + x, width, height, radius, line);
                }
            }
        }
        return new Planes(width, height, values);
    }

    /** One line, in place; beyond its ends the ends repeat. */
    private static void along(
            float[] values, int from, int stride, int count, int radius, float[] line) {
        for (int i = 0; i < count; i++) {
            line[i] = values[from + i * stride];
        }
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += line[Math.clamp(i, 0, count - 1)];
        }
        for (int i = 0; i < count; i++) {
            values[from + i * stride] = (float) (sum / (2 * radius + 1));
            sum +=
                    line[Math.clamp(i + radius + 1, 0, count - 1)]
                            - line[Math.clamp(i - radius, 0, count - 1)];
        }
    }
}
