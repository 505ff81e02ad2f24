package io.kuotu.worker.profile;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.CanvasSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one device takes for its bundles, measured when the worker started. Immutable, for any
 * thread; as JSON, {@link io.kuotu.common.wire.JsonCodec} writes and reads it.
 *
 * @param device in words: processor or card, precision, threads, library
 * @param bundles measured, each once
 */
public record Profile(String device, List<BundleProfile> bundles) {
    /** Of a device of which nothing is known. */
    public static final Profile UNKNOWN = new Profile("unknown", List.of());

    public Profile {
        requireNonNull(device, "device is missing");
        bundles = List.copyOf(requireNonNull(bundles, "bundles is missing"));
    }

    public Optional<BundleProfile> of(String bundle) {
        return bundles.stream().filter(b -> b.bundle().equals(bundle)).findFirst();
    }

    /**
     * About how long a call takes: measured at the bundle's native canvas, scaled by pixels. Empty
     * where it was not measured.
     *
     * @param bundle by name
     * @param work to be done
     * @param size of each sample, px
     * @param batch samples in the call, filled up as the model does; a guided sample counts twice
     */
    public Optional<Duration> estimate(String bundle, Work work, CanvasSize size, int batch) {
        return of(bundle).flatMap(b -> b.of(work)).flatMap(w -> w.estimate(size, batch));
    }

    /** {@link #estimate} of one denoising step. */
    public Optional<Duration> step(String bundle, CanvasSize size, int batch) {
        return estimate(bundle, Work.STEP, size, batch);
    }

    /** Of denoising, in full batches of the bundle that was measured first; 0 where none was. */
    public double pixelStepsPerSecond() {
        return bundles.stream()
                .flatMap(b -> b.of(Work.STEP).stream())
                .findFirst()
                .map(WorkProfile::pixelsPerSecond)
                .orElse(0.0);
    }
}
