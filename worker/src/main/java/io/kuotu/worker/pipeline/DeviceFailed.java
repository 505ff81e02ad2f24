package io.kuotu.worker.pipeline;

import org.jspecify.annotations.Nullable;

/** The device no longer gives what it gave when it was opened: not a fault of any one job. */
public final class DeviceFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
