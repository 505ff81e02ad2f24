package io.kuotu.worker.pipeline;

/**
 * The device, or the machine, had no memory for a call of a model. Nothing of the call has happened
 * and nothing of it is held: the same samples may be tried again in smaller batches.
 */
public final class DeviceMemoryExhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceMemoryExhausted(String message, Throwable cause) {
        super(message, cause);
    }
}
