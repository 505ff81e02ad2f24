package io.kuotu.common.job;

/**
 * The full target picture, in px, and where the source lies on it.
 *
 * @param width of the canvas
 * @param height of the canvas
 * @param left column of the source's left edge
 * @param top row of the source's top edge
 * @param sourceWidth of the source, as seen (after its EXIF orientation)
 * @param sourceHeight of the source, as seen
 */
public record Canvas(int width, int height, int left, int top, int sourceWidth, int sourceHeight) {
    public Canvas {
        check(sourceWidth > 0 && sourceHeight > 0, "the source is empty");
        check(left >= 0 && top >= 0, "the source starts outside of the canvas");
        check(
                (long) left + sourceWidth <= width && (long) top + sourceHeight <= height,
                "the source ends outside of the canvas");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    public int right() {
        return width - left - sourceWidth;
    }

    public int bottom() {
        return height - top - sourceHeight;
    }

    public long pixels() {
        return (long) width * height;
    }

    /** Pixels that are not the source's. */
    public long generatedPixels() {
        return pixels() - (long) sourceWidth * sourceHeight;
    }
}
