package io.kuotu.worker.batch;

import java.util.List;

/**
 * What the device does next.
 *
 * @param kind of work
 * @param batch of one key, at most what one call takes; empty when idle
 */
record Plan(Kind kind, List<Ticket> batch) {
    enum Kind {
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
        String label() {
            return this == BEGIN ? "encode" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static final Plan IDLE = new Plan(Kind.IDLE, List.of());

    Plan {
        batch = List.copyOf(batch);
    }

    boolean isIdle() {
        return kind == Kind.IDLE;
    }
}
