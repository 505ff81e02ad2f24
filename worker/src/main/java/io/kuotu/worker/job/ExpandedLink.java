package io.kuotu.worker.job;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Passes;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.PreviewWriter;
import java.util.List;
import java.util.Optional;

/** Each frame is an expansion of the one before, with all that belongs to one. */
final class ExpandedLink implements Link {
    private final Workshop shop;
    private final Job job;
    private final JobSpec.Chain spec;
    private final Bundle bundle;
    private final Generator.Recipe recipe;
    private final PhaseTimes times;
    private final Optional<PreviewWriter.Feed> feed;
    private final List<Canvas> canvases;
    private final int[] stepsBefore; // of each frame; at the end those of all

    ExpandedLink(
            Workshop shop,
            Job job,
            JobSpec.Chain spec,
            Bundle bundle,
            PhaseTimes times,
            Optional<PreviewWriter.Feed> feed) {
        this.shop = shop;
        this.job = job;
        this.spec = spec;
        this.bundle = bundle;
        this.times = times;
        this.feed = feed;
        this.canvases = spec.canvases();
        this.recipe =
                new ExpansionMaker(shop).recipe(spec.expansion(0, canvases.getFirst()), bundle);
        this.stepsBefore = stepsBefore(new Generator(shop, job, bundle, recipe, times));
    }

    private int[] stepsBefore(Generator generator) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        int[] before = new int[canvases.size() + 1];
        for (int frame = 0; frame < canvases.size(); frame++) {
            int steps =
                    Passes.of(canvases.get(frame)).stream()
                            .map(pass -> WorkingGeometry.of(pass, description))
                            .mapToInt(generator::steps)
                            .sum();
            before[frame + 1] = before[frame] + steps;
        }
        return before;
    }

    @Override
    public Made next(int frame, Picture before) throws Exception {
        JobSpec.Expansion expansion = spec.expansion(frame, canvases.get(frame));
        int all = stepsBefore[canvases.size()];
        Telling part = new Telling(shop, job, feed, stepsBefore[frame], all);
        try (ExpansionRun run =
                new ExpansionRun(shop, job, expansion, bundle, recipe, times, Optional.of(part))) {
            Picture picture = run.picture(before);
            return new Made(picture, run.figures(picture, 0));
        }
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
