package io.kuotu.gateway.claim;

/** What a wish to leave a shared run came to; the same on every gateway. */
enum Departure {
    /** The job has ended by it. */
    LEFT,
    /** The job has a run of its own now; nothing happened to it. */
    ON_ITS_OWN,
    /** The job had ended before. */
    ENDED
}
