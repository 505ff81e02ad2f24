package io.kuotu.worker.djl;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import org.jspecify.annotations.Nullable;

/** The tensors of one sample, under a manager of their own. */
final class DjlLatents implements Latents {
    private final CanvasSize canvasSize;
    private final NDManager manager;

    /** Mask, then what is shown: [1, 1 + c, h, w]. */
    private final NDArray condition;

    /** [1, c, h, w]. */
    private NDArray noisy;

    /** What the last step predicted: [1, c, h, w]. */
    private @Nullable NDArray signal;

    private final long seed;

    /** What the network is told: [rows, features]. */
    private @Nullable NDArray text;

    private double guidance;

    /**
     * @param canvasSize in px
     * @param manager of its own
     * @param condition mask, then what is shown
     * @param noisy to start from
     * @param seed of fresh noise
     */
    DjlLatents(
            CanvasSize canvasSize, NDManager manager, NDArray condition, NDArray noisy, long seed) {
        this.canvasSize = canvasSize;
        this.manager = manager;
        this.condition = owned(condition);
        this.noisy = owned(noisy);
        this.seed = seed;
    }

    NDManager manager() {
        return manager;
    }

    /** Takes over the features. */
    void tell(NDArray features, double strength) {
        text = owned(features);
        guidance = strength;
    }

    /** Rows of a batch that a step of it takes, by text: 2 where it is guided; 0 without text. */
    int rows() {
        return text == null ? 0 : (int) text.getShape().get(0);
    }

    NDArray text() {
        return requireNonNull(text, "the sample has no text");
    }

    double guidance() {
        return guidance;
    }

    long seed() {
        return seed;
    }

    private NDArray owned(NDArray array) {
        array.attach(manager);
        return array;
    }

    @Override
    public CanvasSize canvasSize() {
        return canvasSize;
    }

    NDArray condition() {
        return condition;
    }

    NDArray noisy() {
        return noisy;
    }

    /** Before the first step there is none, and no rule uses it: the noisy latents stand in. */
    NDArray signal() {
        return signal == null ? noisy : signal;
    }

    /** Takes over both arrays. */
    void advance(NDArray nextNoisy, NDArray nextSignal) {
        if (signal != null) {
            signal.close();
        }
        noisy.close();
        noisy = owned(nextNoisy);
        signal = owned(nextSignal);
    }

    @Override
    public void close() {
        manager.close();
    }
}
