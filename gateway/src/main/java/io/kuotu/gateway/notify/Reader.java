package io.kuotu.gateway.notify;

/** Whoever is told of one job, by whatever transport. Called on its own event loop only. */
interface Reader {
    /** The next thing, in order; each of the log's once. */
    void told(Frame frame);

    /**
     * What had happened before the reader came: all of it within one call, so that nothing of it
     * can have left before the next. Of a chain that is hundreds of frames.
     */
    default void replayed(Frame frame) {
        told(frame);
    }

    /** There will be no more. */
    void ended();
}
