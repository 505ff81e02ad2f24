package io.kuotu.worker.batch;

import java.util.concurrent.CompletableFuture;

/**
 * A tile in the loop.
 *
 * @param order as it was given
 * @param key of its batch
 * @param result for whoever gave it
 */
record Tile(TileOrder order, BatchKey key, CompletableFuture<float[]> result) {
    Tile(TileOrder order) {
        this(order, order.key(), new CompletableFuture<>());
    }
}
