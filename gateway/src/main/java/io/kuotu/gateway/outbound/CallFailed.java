package io.kuotu.gateway.outbound;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The call was allowed and came to nothing. The message may go to whoever named the URL; the cause
 * may not.
 */
public final class CallFailed extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        UNKNOWN_HOST("the host has no public address"),
        NO_CONNECTION("no connection came about"),
        NO_SECURITY("no secure connection came about: the server's certificate or TLS is not good"),
        TIMEOUT("it took too long"),
        TOO_LARGE("the answer is too large"),
        TOO_MANY_REDIRECTS("it is redirected too often"),
        BROKEN("the answer is broken or breaks off");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    CallFailed(Reason reason, @Nullable Throwable cause) {
        super(reason.text(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
