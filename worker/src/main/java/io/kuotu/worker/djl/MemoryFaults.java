package io.kuotu.worker.djl;

import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import java.util.List;

/** Tells by its message when PyTorch has no memory left: all its faults are of one type here. */
final class MemoryFaults {
    private static final List<String> SIGNS =
            List.of(
                    "CUDA out of memory",
                    "CUDA error: out of memory",
                    "CUDNN_STATUS_ALLOC_FAILED",
                    "CUBLAS_STATUS_ALLOC_FAILED",
                    "DefaultCPUAllocator",
                    "std::bad_alloc");

    private MemoryFaults() {}

    static boolean isOne(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && SIGNS.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    /** The first line says it all; the others are PyTorch's own stack. */
    static DeviceMemoryExhausted exhausted(RuntimeException fault) {
        String message = String.valueOf(fault.getMessage());
        return new DeviceMemoryExhausted(message.lines().findFirst().orElse(message), fault);
    }
}
