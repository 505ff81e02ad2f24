package io.kuotu.worker.simulate;

import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import java.util.concurrent.atomic.AtomicInteger;

/** A sample of nothing but its size. Made and closed on the device's thread. */
final class SimulatedLatents implements Latents {
    private final CanvasSize size;
    private final boolean guided;
    private final AtomicInteger held;
    private boolean closed;

    /**
     * @param guided whether each step is two rows of a batch
     * @param held counts samples that are not closed
     */
    SimulatedLatents(CanvasSize size, boolean guided, AtomicInteger held) {
        this.size = size;
        this.guided = guided;
        this.held = held;
        held.incrementAndGet();
    }

    @Override
    public CanvasSize canvasSize() {
        return size;
    }

    boolean isGuided() {
        return guided;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            held.decrementAndGet();
        }
    }
}
