package io.kuotu.worker.intake;

/** What becomes of a delivery. */
public enum Verdict {
    /** The job has ended; nobody needs its record any more. */
    DONE,
    /** Another worker shall have it, at once. */
    AGAIN
}
