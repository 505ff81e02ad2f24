package io.kuotu.gateway.outbound;

import java.io.IOException;

/**
 * The rules forbid the call; nothing was sent. The message may go to whoever named the URL: a
 * refused address is told like a name that nobody knows.
 */
public final class CallRefused extends IOException {
    private static final long serialVersionUID = 1L;

    CallRefused(String message) {
        super(message);
    }
}
