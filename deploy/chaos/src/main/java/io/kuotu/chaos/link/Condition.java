package io.kuotu.chaos.link;

import java.time.Duration;

/** What a link does to what is sent over it, both ways. */
public sealed interface Condition {
    /** Lets everything pass. */
    record Open() implements Condition {}

    /** Breaks every connection and lets none through. */
    record Cut() implements Condition {}

    /** Keeps connections, takes new ones, and lets nothing pass: a network that is gone. */
    record Stalled() implements Condition {}

    /**
     * A bad line.
     *
     * @param latency added to each piece of up to 16 KiB
     * @param bytesPerSecond of each connection and direction
     */
    record Slow(Duration latency, long bytesPerSecond) implements Condition {
        public Slow {
            if (latency.isNegative() || bytesPerSecond < 1) {
                throw new IllegalArgumentException("no line is like that: " + latency);
            }
        }

        Duration pauseFor(int bytes) {
            return latency.plusNanos(bytes * 1_000_000_000L / bytesPerSecond);
        }
    }
}
