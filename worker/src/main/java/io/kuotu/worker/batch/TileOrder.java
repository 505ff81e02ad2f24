package io.kuotu.worker.batch;

import io.kuotu.common.job.JobId;
import io.kuotu.worker.pipeline.CanvasSize;
import java.time.Instant;

/**
 * One tile to be enlarged.
 *
 * @param job that wants it
 * @param deadline after which it is dropped
 * @param bundle to use
 * @param size of the tile, px
 * @param pixels RGB in [0, 1], three planes of rows
 */
@SuppressWarnings("ArrayRecordComponent") // a tile is its pixels; nobody compares tiles
public record TileOrder(
        JobId job, Instant deadline, String bundle, CanvasSize size, float[] pixels) {
    BatchKey key() {
        return new BatchKey(bundle, size);
    }
}
