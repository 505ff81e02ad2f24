package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.provenance.Region;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.chain.ChainRun;
import io.kuotu.worker.chain.FrameWatcher;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.provenance.Origin;
import io.kuotu.worker.publish.PreviewWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Makes chains: each frame is an expansion of the one before, or that one made anew. */
public final class ChainMaker {
    private final Workshop shop;
    private final FrameWatcher watcher;

    /**
     * @param watcher looks at each frame
     */
    public ChainMaker(Workshop shop, FrameWatcher watcher) {
        this.shop = shop;
        this.watcher = watcher;
    }

    /** A problem of the caller's where there is none. */
    public Bundle bundle(JobSpec.Chain spec) {
        return shop.bundles().forTask(BundleInfo.Task.OUTPAINT, spec.model());
    }

    /** Of each frame; a problem of the caller's where the bundle takes fewer steps. */
    public static StepPath path(JobSpec.Chain spec, Outpaint description) {
        return ExpansionMaker.path(spec.steps(), start(spec, description), description);
    }

    /** The level of noise that each frame starts from, 0 to 1. */
    public static double start(JobSpec.Chain spec, Outpaint description) {
        return spec.way() instanceof ChainWay.Recreate(double strength)
                ? strength
                : description.defaults().creativity();
    }

    /** What each frame is told in words: nothing, to bundles that take some. */
    public static Optional<Prompt> prompt(Outpaint description) {
        return PromptReader.silence(description);
    }

    /** For the records of what is there. */
    public ChainRun run() {
        return new ChainRun(new StoredFrames(shop.store()), shop.events(), shop.clock());
    }

    JobManifest make(Job job, JobSpec.Chain spec, int attempt) throws Exception {
        Bundle bundle = bundle(spec);
        PhaseTimes times = new PhaseTimes();
        Picture source =
                times.measure(
                        "prepare", () -> shop.sources().fetch(job, spec.width(), spec.height()));
        Optional<PreviewWriter.Feed> feed =
                spec.preview() ? Optional.of(shop.previews().open(job.id())) : Optional.empty();
        try {
            WatchedFrames frames =
                    new WatchedFrames(
                            shop,
                            job,
                            source,
                            link(job, spec, bundle, times, feed),
                            watcher,
                            times,
                            origins(job, spec, bundle, source));
            List<JobOutput> all = new ArrayList<>(run().run(job, spec.times(), frames));
            all.addAll(frames.end(all));
            return JobManifest.succeeded(
                    job, shop.clock().instant(), all, making(spec, attempt, bundle, source, times));
        } finally {
            feed.ifPresent(PreviewWriter.Feed::close);
        }
    }

    private Link link(
            Job job,
            JobSpec.Chain spec,
            Bundle bundle,
            PhaseTimes times,
            Optional<PreviewWriter.Feed> feed) {
        return switch (spec.way()) {
            case ChainWay.Expand _ -> new ExpandedLink(shop, job, spec, bundle, times, feed);
            case ChainWay.Recreate _ -> new RecreatedLink(shop, job, spec, bundle, times, feed);
        };
    }

    /** The source of an expanding chain lies where all frames so far have put it. */
    private static IntFunction<Origin> origins(
            Job job, JobSpec.Chain spec, Bundle bundle, Picture source) {
        if (spec.way() instanceof ChainWay.Recreate) {
            Origin nothingLeft = Origin.recreation(job, bundle, source);
            return _ -> nothingLeft;
        }
        List<Canvas> canvases = spec.canvases();
        List<Region> places = new ArrayList<>();
        int left = 0;
        int top = 0;
        for (Canvas canvas : canvases) {
            left += canvas.left();
            top += canvas.top();
            places.add(new Region(left, top, spec.width(), spec.height()));
        }
        Origin first = Origin.expansion(job, bundle, source, canvases.getFirst(), 1);
        return frame -> first.at(places.get(frame));
    }

    private Making making(
            JobSpec.Chain spec, int attempt, Bundle bundle, Picture source, PhaseTimes times) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        boolean expands = spec.way() instanceof ChainWay.Expand;
        return new Making(
                shop.worker(),
                attempt,
                bundle.name(),
                bundle.manifest().version(),
                spec.steps().orElse(description.defaults().steps()),
                description.defaults().sampler(),
                start(spec, description),
                source.sha256(0, 0, source.width(), source.height()),
                expands && spec.rendition().format().isLossless(),
                (expands ? DigitalSourceType.COMPOSITE : DigitalSourceType.GENERATED).uri(),
                times.millis(),
                Map.of());
    }
}
