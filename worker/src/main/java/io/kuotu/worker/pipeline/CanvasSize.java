package io.kuotu.worker.pipeline;

/**
 * Size of a working canvas; samples batch together when theirs are equal.
 *
 * @param width in px
 * @param height in px
 */
public record CanvasSize(int width, int height) {
    public CanvasSize {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException("a canvas has pixels, not " + width + "x" + height);
        }
    }

    public int pixels() {
        return width * height;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
