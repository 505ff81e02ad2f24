package io.kuotu.worker.pipeline;

/**
 * One sample's state between steps, on its device. Made, used and closed on the device's thread.
 */
public interface Latents extends AutoCloseable {
    CanvasSize canvasSize();

    @Override
    void close();
}
