package io.kuotu.gateway.notify;

/** Whoever is told of one job, by whatever transport. Called on its own event loop only. */
interface Reader {
    /** The next thing, in order; each of the log's once. */
    void told(Frame frame);

    /** There will be no more. */
    void ended();
}
