package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One picture to be generated.
 *
 * @param claim for whom
 * @param bundle to use
 * @param canvas prepared
 * @param path its steps
 * @param seed of its noise
 * @param prompt for bundles that take text
 * @param onStep told how many steps are done, on the device's thread: must not block
 * @param watcher who wants to see it on its way
 * @param tracker who wants to know what was done when
 */
public record SampleOrder(
        Claim claim,
        String bundle,
        WorkingCanvas canvas,
        StepPath path,
        long seed,
        Optional<Prompt> prompt,
        IntConsumer onStep,
        Optional<Watcher> watcher,
        Optional<Tracker> tracker) {
    /** That nobody tracks. */
    public SampleOrder(
            Claim claim,
            String bundle,
            WorkingCanvas canvas,
            StepPath path,
            long seed,
            Optional<Prompt> prompt,
            IntConsumer onStep,
            Optional<Watcher> watcher) {
        this(claim, bundle, canvas, path, seed, prompt, onStep, watcher, Optional.empty());
    }

    /** That nobody looks at before its end. */
    public SampleOrder(
            Claim claim,
            String bundle,
            WorkingCanvas canvas,
            StepPath path,
            long seed,
            Optional<Prompt> prompt,
            IntConsumer onStep) {
        this(claim, bundle, canvas, path, seed, prompt, onStep, Optional.empty());
    }

    BatchKey key() {
        return new BatchKey(bundle, canvas.size());
    }

    /** Of one step, in pixels that the network sees: a guided sample asks it twice. */
    public long stepCost() {
        boolean guided = prompt.map(Prompt::isGuided).orElse(false);
        return (long) canvas.size().pixels() * (guided ? 2 : 1);
    }
}
