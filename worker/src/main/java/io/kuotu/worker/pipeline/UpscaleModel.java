package io.kuotu.worker.pipeline;

import java.util.List;

/**
 * A bundle that makes a picture of a picture in one call, on one device: super-resolution, or, with
 * a factor of 1, colours and styles. All methods run on the device's thread.
 */
public interface UpscaleModel extends AutoCloseable {
    int factor();

    /** How far, in px of the small picture, one pixel of the result looks. */
    int reach();

    BatchClasses classes();

    /**
     * Enlarges tiles of one size.
     *
     * @param size of each tile, px
     * @param tiles RGB in [0, 1], three planes of rows
     * @return three planes of rows (of a colouriser, lightness and two of colour), {@code factor}
     *     times as wide and high
     */
    List<float[]> enlarge(CanvasSize size, List<float[]> tiles);

    @Override
    void close();
}
