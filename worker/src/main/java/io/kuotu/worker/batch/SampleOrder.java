package io.kuotu.worker.batch;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * One picture to be generated.
 *
 * @param job that wants it
 * @param tier of the job
 * @param deadline after which it is dropped
 * @param bundle to use
 * @param canvas prepared
 * @param path its steps
 * @param seed of its noise
 * @param prompt for bundles that take text
 * @param onStep told how many steps are done, on the device's thread: must not block
 * @param watcher who wants to see it on its way
 */
public record SampleOrder(
        JobId job,
        Tier tier,
        Instant deadline,
        String bundle,
        WorkingCanvas canvas,
        StepPath path,
        long seed,
        Optional<Prompt> prompt,
        IntConsumer onStep,
        Optional<Watcher> watcher) {
    /** That nobody looks at before its end. */
    public SampleOrder(
            JobId job,
            Tier tier,
            Instant deadline,
            String bundle,
            WorkingCanvas canvas,
            StepPath path,
            long seed,
            Optional<Prompt> prompt,
            IntConsumer onStep) {
        this(job, tier, deadline, bundle, canvas, path, seed, prompt, onStep, Optional.empty());
    }

    BatchKey key() {
        return new BatchKey(bundle, canvas.size());
    }
}
