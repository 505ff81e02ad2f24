package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.UpscaleModel;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.Work;
import java.util.Map;
import java.util.Optional;

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

    /** What the device takes for its bundles. From any thread. */
    default Profile profile() {
        return Profile.UNKNOWN;
    }

    /** The batch sizes that a bundle's works are run with. */
    default BatchClasses classes(String bundle, Work work) {
        return switch (work) {
            case STEP -> outpainter(bundle).stepClasses();
            case ENCODE, DECODE -> outpainter(bundle).codecClasses();
            case ENLARGE -> upscaler(bundle).classes();
        };
    }

    /**
     * Makes a tiny picture again that was made when the device was opened. For whoever wonders
     * whether a sample that failed alone was bad, or the device is. Devices that cannot fall ill do
     * nothing.
     *
     * @throws io.kuotu.worker.pipeline.DeviceFailed where it does not come out as it did then
     */
    default void check() {}

    /**
     * Of a device that has its own.
     *
     * @param used bytes in use now, by anyone
     * @param most bytes that it has
     */
    record Memory(long used, long most) {}

    /** Empty where the device shares the process's memory. From any thread. */
    default Optional<Memory> memory() {
        return Optional.empty();
    }

    /** Tensors that are held, of weights and of samples: what must not grow. From any thread. */
    default int tensors() {
        return 0;
    }

    @Override
    void close();
}
