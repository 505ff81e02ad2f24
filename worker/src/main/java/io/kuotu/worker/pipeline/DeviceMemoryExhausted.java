package io.kuotu.worker.pipeline;

/** A device has no memory for what it was asked; with less it may go on. Nothing has changed. */
public final class DeviceMemoryExhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceMemoryExhausted(String message, Throwable cause) {
        super(message, cause);
    }
}
