package io.kuotu.worker.pipeline;

/** A small, rough RGB picture of what a sample will be. The array is not copied. */
public final class Preview {
    private final int width;
    private final int height;
    private final float[] pixels;

    /**
     * @param width in px
     * @param height in px
     * @param pixels three planes of rows, near [0, 1]
     */
    public Preview(int width, int height, float[] pixels) {
        if (pixels.length != 3 * width * height) {
            throw new IllegalArgumentException(
                    pixels.length + " values are no RGB picture of " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public float[] pixels() {
        return pixels;
    }
}
