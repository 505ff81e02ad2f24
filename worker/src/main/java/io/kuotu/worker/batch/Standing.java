package io.kuotu.worker.batch;

/**
 * How far a sample is.
 *
 * @param ticket names it
 * @param stepsDone 0 while it waits
 * @param hasBegun whether it holds a slot
 */
public record Standing(Ticket ticket, int stepsDone, boolean hasBegun) {
    public static Standing waiting(Ticket ticket) {
        return new Standing(ticket, 0, false);
    }

    public static Standing begun(Ticket ticket, int stepsDone) {
        return new Standing(ticket, stepsDone, true);
    }

    public boolean isDenoised() {
        return stepsDone == ticket.steps();
    }

    /** Pixels that are still to be stepped. */
    public long costLeft() {
        return (ticket.steps() - stepsDone) * ticket.stepCost();
    }
}
