package io.kuotu.worker.batch;

/**
 * How far a sample is.
 *
 * @param ticket names it
 * @param stepsDone 0 while it waits
 * @param hasBegun whether it holds a slot
 */
record Standing(Ticket ticket, int stepsDone, boolean hasBegun) {
    static Standing waiting(Ticket ticket) {
        return new Standing(ticket, 0, false);
    }

    static Standing begun(Ticket ticket, int stepsDone) {
        return new Standing(ticket, stepsDone, true);
    }

    boolean isDenoised() {
        return stepsDone == ticket.steps();
    }

    /** Pixels that are still to be stepped. */
    long costLeft() {
        return (ticket.steps() - stepsDone) * ticket.stepCost();
    }
}
