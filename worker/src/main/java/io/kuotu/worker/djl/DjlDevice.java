package io.kuotu.worker.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device and the root of every tensor on it. Opened, used and closed on the device's thread
 * (but {@link #forwardNanos}, which any thread may read).
 */
public final class DjlDevice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DjlDevice.class);
    private static final String ENGINE = "PyTorch";

    private final Device device;
    private final NDManager manager;
    private final LongAdder forwardNanos = new LongAdder();

    private DjlDevice(Device device) {
        this.device = device;
        this.manager = NDManager.newBaseManager(device, ENGINE);
    }

    /**
     * What the native library reads once, when it starts; later calls in the same process change
     * nothing.
     *
     * @param threads of one operation on the CPU
     */
    public static void configureEngine(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        // the profiling executor would recompile for each new shape; our graphs gain nothing from
        // it
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    /**
     * @param name {@code cpu}, or {@code gpu0}, {@code gpu1} and so on
     */
    public static DjlDevice open(String name) {
        Device device =
                name.equals("cpu")
                        ? Device.cpu()
                        : Device.gpu(Integer.parseInt(name.substring("gpu".length())));
        int seen = Engine.getEngine(ENGINE).getGpuCount();
        if (device.isGpu() && device.getDeviceId() >= seen) {
            throw new IllegalStateException(
                    "device " + name + " is not there: the engine sees " + seen + " GPU(s)");
        }
        LOG.info("{}: PyTorch {}", name, Engine.getEngine(ENGINE).getVersion());
        return new DjlDevice(device);
    }

    /** In words, for the signs of life. */
    public String description() {
        return device + " PyTorch " + Engine.getEngine(ENGINE).getVersion();
    }

    Device device() {
        return device;
    }

    NDManager manager() {
        return manager;
    }

    /** Wall time inside of model forwards so far, ns. */
    public long forwardNanos() {
        return forwardNanos.sum();
    }

    void addForwardNanos(long nanos) {
        forwardNanos.add(nanos);
    }

    /** Closes every tensor that is left. */
    @Override
    public void close() {
        manager.close();
    }
}
