package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.StepRule;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sample in the loop. The device's thread owns it; only the future is for others. */
final class Sample implements Piece, Floor.Moving {
    private static final Logger LOG = LoggerFactory.getLogger(Sample.class);

    private final SampleOrder order;
    private final CompletableFuture<float[]> result;
    private final Ticket ticket;
    private @Nullable Latents latents;
    private int stepsDone;
    private long phaseBegan; // ns, of the loop's clock

    Sample(SampleOrder order, CompletableFuture<float[]> result, Ticket ticket, long now) {
        this.phaseBegan = now;
        this.order = order;
        this.result = result;
        this.ticket = ticket;
    }

    SampleOrder order() {
        return order;
    }

    @Override
    public Ticket ticket() {
        return ticket;
    }

    @Override
    public Claim claim() {
        return order.claim();
    }

    @Override
    public Standing standing() {
        return latents == null ? Standing.waiting(ticket) : Standing.begun(ticket, stepsDone);
    }

    StepRule nextRule() {
        return order.path().rules().get(stepsDone);
    }

    Latents latents() {
        return requireNonNull(latents, "the sample has not begun");
    }

    /** Ends a phase at that time and begins the next; seconds that it took. */
    double phaseEnded(long now) {
        double seconds = (now - phaseBegan) / 1e9;
        phaseBegan = now;
        return seconds;
    }

    void begun(Latents start) {
        latents = start;
    }

    void stepped() {
        stepsDone++;
        try {
            order.onStep().accept(stepsDone);
        } catch (
                RuntimeException e) { // the step is done: it must not count as failed and run again
            LOG.warn("{} could not be told of its step", order.claim().job(), e);
        }
    }

    /** Before {@link #succeed}. */
    void ran(Tracker.Part part, int batch, long startNanos, long endNanos) {
        order.tracker().ifPresent(t -> t.ran(part, batch, startNanos, endNanos));
    }

    /** After a step but the last, whether somebody wants to see what came of it. */
    boolean isWatchedNow() {
        return stepsDone < ticket.steps()
                && order.watcher().filter(w -> w.wants(stepsDone)).isPresent();
    }

    void show(Preview preview) {
        order.watcher().ifPresent(w -> w.see(stepsDone, preview));
    }

    @Override
    public void succeed(float[] pixels) {
        release();
        result.complete(pixels);
    }

    @Override
    public void fail(Throwable reason) {
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
