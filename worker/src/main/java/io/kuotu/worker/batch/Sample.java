package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.StepRule;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A sample in the loop. The device's thread owns it; only the future is for others. */
final class Sample {
    private final SampleOrder order;
    private final BatchKey key;
    private final CompletableFuture<float[]> result = new CompletableFuture<>();
    private @Nullable Latents latents;
    private int stepsDone;
    private long lastTurn;

    Sample(SampleOrder order) {
        this.order = order;
        this.key = order.key();
    }

    SampleOrder order() {
        return order;
    }

    BatchKey key() {
        return key;
    }

    CompletableFuture<float[]> result() {
        return result;
    }

    /** The turn of the loop in which it last moved: the longest unmoved goes first. */
    long lastTurn() {
        return lastTurn;
    }

    boolean isDenoised() {
        return stepsDone == order.path().steps();
    }

    StepRule nextRule() {
        return order.path().rules().get(stepsDone);
    }

    Latents latents() {
        return requireNonNull(latents, "the sample has not begun");
    }

    void begun(Latents start, long turn) {
        latents = start;
        lastTurn = turn;
    }

    void stepped(long turn) {
        stepsDone++;
        lastTurn = turn;
        order.onStep().accept(stepsDone);
    }

    /** After a step but the last, whether somebody wants to see what came of it. */
    boolean isWatchedNow() {
        return !isDenoised() && order.watcher().filter(w -> w.wants(stepsDone)).isPresent();
    }

    void show(Preview preview) {
        order.watcher().ifPresent(w -> w.see(stepsDone, preview));
    }

    void succeed(float[] pixels) {
        release();
        result.complete(pixels);
    }

    void fail(Throwable reason) {
        release();
        result.completeExceptionally(reason);
    }

    private void release() {
        if (latents != null) {
            latents.close();
            latents = null;
        }
    }
}
