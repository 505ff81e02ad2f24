package io.kuotu.worker.pipeline;

/**
 * A picture at the size that the model works at, the source gone on with in some way over
 * everything that is to be generated. The arrays are not copied: whoever made them has let go of
 * them.
 */
public final class WorkingCanvas {
    private static final float GREY = 0.5f;

    private final CanvasSize size;
    private final float[] pixels;
    private final float[] mask;

    /**
     * @param size in px
     * @param pixels RGB in [0, 1], three planes of rows
     * @param mask a row-major value per latent cell: 1 is to be generated, 0 is known
     */
    public WorkingCanvas(CanvasSize size, float[] pixels, float[] mask) {
        if (pixels.length != 3 * size.pixels()) {
            throw new IllegalArgumentException(
                    pixels.length + " values are no RGB picture of " + size);
        }
        this.size = size;
        this.pixels = pixels;
        this.mask = mask;
    }

    public CanvasSize size() {
        return size;
    }

    public float[] pixels() {
        return pixels;
    }

    public float[] mask() {
        return mask;
    }

    /**
     * The pixels with middle grey in every cell that is to be generated, as Stable Diffusion's
     * inpainting networks were shown it.
     *
     * @param factor px per latent cell
     */
    public float[] greyed(int factor) {
        float[] shown = pixels.clone();
        int columns = size.width() / factor;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                if (mask[y / factor * columns + x / factor] > 0) {
                    for (int c = 0; c < 3; c++) {
                        shown[(c * size.height() + y) * size.width() + x] = GREY;
                    }
                }
            }
        }
        return shown;
    }
}
