package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobSpec;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.finish.Recreated;
import io.kuotu.worker.job.Generator.Wish;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.PreviewWriter;
import java.util.Map;
import java.util.Optional;

/**
 * Each frame is the one before through the model: from its own latents, noised, under a mask that
 * keeps nothing. What comes out is brought to size and nothing else: no texture of the source, no
 * membrane, no other try, so what changes is the model's doing.
 */
final class RecreatedLink implements Link {
    private final Workshop shop;
    private final Job job;
    private final JobSpec.Chain spec;
    private final Generator generator;
    private final WorkingGeometry geometry;
    private final PhaseTimes times;
    private final Optional<PreviewWriter.Feed> feed;

    RecreatedLink(
            Workshop shop,
            Job job,
            JobSpec.Chain spec,
            Bundle bundle,
            PhaseTimes times,
            Optional<PreviewWriter.Feed> feed) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        StepPath path = ChainMaker.path(spec, description);
        this.shop = shop;
        this.job = job;
        this.spec = spec;
        this.times = times;
        this.feed = feed;
        this.geometry = WorkingGeometry.of(spec.canvases().getFirst(), description);
        this.generator =
                new Generator(
                        shop,
                        job,
                        bundle,
                        new Generator.Recipe(path, path, PromptReader.silence(description)),
                        times);
    }

    @Override
    public Made next(int frame, Picture before) throws Exception {
        int steps = generator.coarseSteps();
        Telling telling = new Telling(shop, job, feed, frame * steps, spec.times() * steps);
        Wish wish =
                new Wish(
                        geometry, before, spec.seed(frame), telling::progress, telling.previews(0));
        Generator.Made made = generator.again(wish);
        return new Made(
                times.measure("finish", () -> Recreated.of(made.picture(), geometry, before)),
                Map.of());
    }

    @Override
    public long seed(int frame) {
        return spec.seed(frame);
    }

    @Override
    public boolean isLast(int frame) {
        return frame == spec.times() - 1;
    }
}
