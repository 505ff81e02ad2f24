package io.kuotu.common.job;

/**
 * Where a source comes to lie on the working canvas, the one of the size that a model works at, px.
 * The source has whole pixels there, everything else follows it. The working canvas may reach
 * beyond the canvas on the right and at the bottom, to be a multiple of what the model takes.
 *
 * @param left column of the source
 * @param top row of the source
 * @param width of the source
 * @param height of the source
 * @param canvasWidth of the working canvas
 * @param canvasHeight of the working canvas
 */
public record WorkingPlace(
        int left, int top, int width, int height, int canvasWidth, int canvasHeight) {
    private static final double MOST_ENLARGED = 4;

    /**
     * What a model wants.
     *
     * @param nativeSize short side that it was trained at, px
     * @param largest a canvas may have the pixels of a square of this side, px
     * @param multiple width and height are multiples of it, px
     */
    public record Sizes(int nativeSize, int largest, int multiple) {
        public Sizes {
            if (multiple < 1 || nativeSize < 1 || largest < nativeSize) {
                throw new IllegalArgumentException("no sizes of a model: " + nativeSize);
            }
        }
    }

    /** The short side at the model's native size, as far as its largest area allows. */
    public static WorkingPlace of(Canvas canvas, Sizes sizes) {
        double shortSide = Math.min(canvas.width(), canvas.height());
        double byArea = sizes.largest() / Math.sqrt((double) canvas.pixels());
        double scale = Math.min(MOST_ENLARGED, Math.min(sizes.nativeSize() / shortSide, byArea));
        int left = (int) Math.round(canvas.left() * scale);
        int top = (int) Math.round(canvas.top() * scale);
        int width = (int) Math.max(1, Math.round(canvas.sourceWidth() * scale));
        int height = (int) Math.max(1, Math.round(canvas.sourceHeight() * scale));
        double right =
                left
                        + (canvas.sourceWidth() + canvas.right())
                                * ((double) width / canvas.sourceWidth());
        double bottom =
                top
                        + (canvas.sourceHeight() + canvas.bottom())
                                * ((double) height / canvas.sourceHeight());
        return new WorkingPlace(
                left,
                top,
                width,
                height,
                roundedUp(right, sizes.multiple()),
                roundedUp(bottom, sizes.multiple()));
    }

    private static int roundedUp(double length, int multiple) {
        return (int) Math.ceil((length - 1e-6) / multiple) * multiple;
    }

    /** Of the working canvas. */
    public long pixels() {
        return (long) canvasWidth * canvasHeight;
    }
}
