package io.kuotu.worker.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.kuotu.worker.batch.DeviceModels;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device and the root of every tensor on it. Opened, used and closed on the device's thread
 * (but {@link #forwardNanos}, which any thread may read).
 */
public final class DjlDevice implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DjlDevice.class);
    private static final String ENGINE = "PyTorch";
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private final Device device;
    private final NDManager manager;
    private final HostBuffers buffers = new HostBuffers();
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
        System.setProperty(THREADS, Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        // the profiling executor would recompile for each new shape; our graphs gain nothing from
        // it
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    /** GPUs that the engine sees; starts it, so configure it before. */
    public static int gpusSeen() {
        return Engine.getEngine(ENGINE).getGpuCount();
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

    /** All that a time depends on: processor or card, precision, threads, library. */
    String description(Precision precision) {
        String version = Engine.getEngine(ENGINE).getVersion();
        return (device.isGpu() ? card() : processor()) + ", " + precision + ", PyTorch " + version;
    }

    private static String processor() {
        return CpuFeatures.model()
                + ", "
                + System.getProperty(THREADS, "all")
                + " thread(s) of "
                + Runtime.getRuntime().availableProcessors();
    }

    /** Without its number: cards of a kind share a profile. */
    private String card() {
        return "GPU of compute capability "
                + CudaUtils.getComputeCapability(device.getDeviceId())
                + ", "
                + (CudaUtils.getGpuMemory(device).getMax() >> 30)
                + " GiB";
    }

    /** Of a GPU. From any thread. */
    Optional<DeviceModels.Memory> memory() {
        if (!device.isGpu()) {
            return Optional.empty();
        }
        MemoryUsage usage = CudaUtils.getGpuMemory(device);
        return Optional.of(new DeviceModels.Memory(usage.getCommitted(), usage.getMax()));
    }

    boolean isGpu() {
        return device.isGpu();
    }

    Device device() {
        return device;
    }

    NDManager manager() {
        return manager;
    }

    /**
     * One call of a model: its tensors are gone when this returns or throws.
     *
     * @throws DeviceMemoryExhausted where there was no memory for it
     */
    <T> T call(Function<DjlScope, T> work) {
        try (DjlScope scope = new DjlScope(manager, buffers)) {
            return work.apply(scope);
        } catch (RuntimeException e) {
            if (!MemoryFaults.isOne(e)) {
                throw e;
            }
            if (device.isGpu()) { // what the allocator keeps is in pieces of the sizes that failed
                JniUtils.emptyCudaCache();
            }
            throw MemoryFaults.exhausted(e);
        }
    }

    HostBuffers buffers() {
        return buffers;
    }

    /** That are held, under its root and however deep below it. */
    int tensors() {
        return manager.getManagedArrays().size();
    }

    /** Wall time inside of model forwards so far, ns. */
    public long forwardNanos() {
        return forwardNanos.sum();
    }

    void addForwardNanos(long nanos) {
        forwardNanos.add(nanos);
    }

    /** Closes every tensor that is left, then the memory that some may lie in. */
    @Override
    public void close() {
        manager.close();
        buffers.close();
    }
}
