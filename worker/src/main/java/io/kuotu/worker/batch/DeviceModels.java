package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import java.util.Map;

/** The models on one device, by bundle name. Opened, used and closed on the device's thread. */
public interface DeviceModels extends AutoCloseable {
    Map<String, OutpaintModel> outpainters();

    Map<String, UpscaleModel> upscalers();

    /** In words, for the signs of life. */
    String description();

    /** Wall time inside of model forwards so far, ns. From any thread. */
    long forwardNanos();

    @Override
    void close();
}
