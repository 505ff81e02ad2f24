package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.publish.PreviewWriter;
import java.util.Optional;

/**
 * How far a job is, for those who look on: of a run that is all of its job, or a part.
 *
 * @param shop for events and the clock
 * @param job that is told of
 * @param feed of previews, where they are wanted
 * @param before steps of the job before this run
 * @param all steps of the job
 */
record Telling(Workshop shop, Job job, Optional<PreviewWriter.Feed> feed, int before, int all) {
    /** On any thread; never blocks. */
    void progress(int step) {
        shop.events().progress(job.id(), Stage.DENOISE, before + step, all);
    }

    /**
     * @param done steps of this run before the pass that is previewed
     */
    Optional<PassPreviews> previews(int done) {
        int every = shop.care().previewEvery();
        return feed.map(f -> new PassPreviews(f, every, shop.clock(), before + done, all));
    }
}
