package io.kuotu.worker.batch;

import java.util.List;

/**
 * What the device does next.
 *
 * @param kind of work
 * @param batch of one key, at most what one call takes; empty when idle
 */
public record Plan(Kind kind, List<Ticket> batch) {
    /** Of work. */
    public enum Kind {
        /** Encode these and give them slots. */
        BEGIN,
        /** Decode these, whose steps are done. */
        DECODE,
        /** Enlarge these. */
        ENLARGE,
        /** One denoising step for each of these. */
        STEP,
        /** Nothing to do until a message comes. */
        IDLE;

        /** As written in metrics. */
        public String label() {
            return this == BEGIN ? "encode" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static final Plan IDLE = new Plan(Kind.IDLE, List.of());

    public Plan {
        batch = List.copyOf(batch);
    }

    public boolean isIdle() {
        return kind == Kind.IDLE;
    }
}
