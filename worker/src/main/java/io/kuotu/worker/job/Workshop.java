package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Stage;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.Engine;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.finish.Enlarger;
import io.kuotu.worker.provenance.Marker;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.PreviewWriter;
import io.kuotu.worker.publish.Publisher;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What makers work with.
 *
 * @param worker its name
 * @param bundles that it serves
 * @param engine that runs them
 * @param store of sources
 * @param limits of pictures
 * @param publisher of outputs
 * @param events to tell progress
 * @param previews of jobs that asked for them
 * @param finishes what is done to generated parts
 * @param care how much is done for a better one
 * @param nearsEnd told of a job when the engine has done what it does for it
 * @param clock for the end's time
 * @param marker writes into pictures what they are
 */
public record Workshop(
        String worker,
        Bundles bundles,
        Engine engine,
        ObjectStore store,
        PictureLimits limits,
        Publisher publisher,
        EventWriter events,
        PreviewWriter previews,
        Finishes finishes,
        Care care,
        Consumer<JobId> nearsEnd,
        InstantSource clock,
        Marker marker) {
    /** Whose pictures are marked and not signed. */
    public Workshop(
            String worker,
            Bundles bundles,
            Engine engine,
            ObjectStore store,
            PictureLimits limits,
            Publisher publisher,
            EventWriter events,
            PreviewWriter previews,
            Finishes finishes,
            Care care,
            Consumer<JobId> nearsEnd,
            InstantSource clock) {
        this(
                worker,
                bundles,
                engine,
                store,
                limits,
                publisher,
                events,
                previews,
                finishes,
                care,
                nearsEnd,
                clock,
                Marker.UNSIGNED);
    }

    /**
     * What is done to generated parts; all of it is on unless an operator looks for what it does.
     *
     * @param membrane the model's known error at the border is carried outwards
     * @param texture the source's own is laid in
     */
    public record Finishes(boolean membrane, boolean texture) {}

    /**
     * How much is done for a better picture.
     *
     * @param draft whether sampling starts from a draft, not from the source's mirror image
     * @param detailLevels how often the canvas is made again at twice the size
     * @param detailStart level of noise that this starts from, 0 to 1
     * @param retry when another seed is tried
     * @param previewEvery a preview comes after so many steps, of jobs that asked
     */
    public record Care(
            boolean draft,
            int detailLevels,
            double detailStart,
            Tries.Rules retry,
            int previewEvery) {}

    SourceFetcher sources() {
        return new SourceFetcher(store, limits);
    }

    Enlarger enlarger(Bundle bundle) {
        var upscale = bundle.manifest().upscale().orElseThrow();
        return new Enlarger(engine, bundle.name(), upscale.factor(), upscale.reach());
    }

    Enlarger.Errand errand(Job job, Stage stage) {
        return new Enlarger.Errand(
                Claim.of(job), (done, of) -> events.progress(job.id(), stage, done, of));
    }
}
