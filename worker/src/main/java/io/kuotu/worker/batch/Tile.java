package io.kuotu.worker.batch;

import java.util.concurrent.CompletableFuture;

/**
 * A tile in the loop.
 *
 * @param order as it was given
 * @param result for whoever gave it
 * @param ticket its place
 */
record Tile(TileOrder order, CompletableFuture<float[]> result, Ticket ticket) implements Piece {
    @Override
    public Claim claim() {
        return order.claim();
    }

    @Override
    public void succeed(float[] pixels) {
        result.complete(pixels);
    }

    @Override
    public void fail(Throwable reason) {
        result.completeExceptionally(reason);
    }
}
