package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.BundleManifest;
import java.util.List;
import java.util.Optional;

/**
 * An outpainting bundle on one device. All methods run on the device's thread; samples of one call
 * have the same canvas size, and there are at most {@link #stepClasses()} (or {@link
 * #codecClasses()}) of them. What a sample becomes depends on itself alone.
 */
public interface OutpaintModel extends AutoCloseable {
    /**
     * @param canvas to fill
     * @param path that the sample will take
     * @param seed of its noise
     * @param prompt for bundles that take text; without one such a bundle is told the empty text
     */
    record Beginning(WorkingCanvas canvas, StepPath path, long seed, Optional<Prompt> prompt) {}

    /**
     * @param latents to advance, in place
     * @param rule of this step
     */
    record StepOrder(Latents latents, StepRule rule) {}

    BundleManifest.Outpaint description();

    BatchClasses stepClasses();

    BatchClasses codecClasses();

    /** Encodes canvases and mixes them with noise. */
    List<Latents> begin(List<Beginning> beginnings);

    void step(List<StepOrder> orders);

    /**
     * What each sample will be, as far as its last step could tell: small and rough, without the
     * decoder. At two px per latent cell and side; costs far less than a step. As many samples as
     * there are; they stay as they are. Before its first step a sample shows what it started from.
     */
    List<Preview> preview(List<Latents> latents);

    /** RGB of each, three planes of rows, near [0, 1]. */
    List<float[]> decode(List<Latents> latents);

    @Override
    void close();
}
