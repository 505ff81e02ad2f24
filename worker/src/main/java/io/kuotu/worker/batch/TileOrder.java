package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.CanvasSize;

/**
 * One tile to be enlarged.
 *
 * @param claim for whom
 * @param bundle to use
 * @param size of the tile, px
 * @param pixels RGB in [0, 1], three planes of rows
 */
@SuppressWarnings("ArrayRecordComponent") // a tile is its pixels; nobody compares tiles
public record TileOrder(Claim claim, String bundle, CanvasSize size, float[] pixels) {
    BatchKey key() {
        return new BatchKey(bundle, size);
    }
}
