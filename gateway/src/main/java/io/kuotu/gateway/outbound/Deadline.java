package io.kuotu.gateway.outbound;

import java.time.Duration;

/** By when a call must have ended, on the clock that is never set back. */
record Deadline(long nanoTime) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** 1 or more. */
    long millisLeft() throws CallFailed {
        long left = (nanoTime - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new CallFailed(CallFailed.Reason.TIMEOUT, null);
        }
        return left;
    }
}
