package io.kuotu.worker.batch;

/** What a device has on its floor. The device's thread owns it. */
sealed interface Piece extends Floor.Placed permits Sample, Tile {
    Claim claim();

    /** RGB, three planes of rows. */
    void succeed(float[] pixels);

    void fail(Throwable reason);
}
