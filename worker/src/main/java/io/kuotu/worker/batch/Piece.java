package io.kuotu.worker.batch;

/** What a device has on its floor. The device's thread owns it. */
sealed interface Piece permits Sample, Tile {
    Ticket ticket();

    Claim claim();

    /** RGB, three planes of rows. */
    void succeed(float[] pixels);

    void fail(Throwable reason);
}
