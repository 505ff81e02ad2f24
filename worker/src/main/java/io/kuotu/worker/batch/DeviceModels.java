package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.Map;

/** The models on one device, by bundle name. Opened, used and closed on the device's thread. */
public interface DeviceModels extends AutoCloseable {
    Map<String, OutpaintModel> outpainters();

    Map<String, UpscaleModel> upscalers();

    /** Throws where no such bundle is loaded. */
    default OutpaintModel outpainter(String bundle) {
        return requireNonNull(outpainters().get(bundle), () -> "no outpainter " + bundle);
    }

    /** Throws where no such bundle is loaded. */
    default UpscaleModel upscaler(String bundle) {
        return requireNonNull(upscalers().get(bundle), () -> "no upscaler " + bundle);
    }

    /** In words, for the signs of life. */
    String description();

    /** Wall time inside of model forwards so far, ns. From any thread. */
    long forwardNanos();

    /**
     * Computes something small that was computed at the start; throws where that fails or gives
     * something else: the device is sick, whatever job it runs.
     */
    void check();

    @Override
    void close();
}
