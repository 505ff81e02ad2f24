package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.finish.Composer;
import io.kuotu.worker.finish.Composer.Finishing;
import io.kuotu.worker.finish.Enlarger.Rect;
import io.kuotu.worker.finish.Texture;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.CanvasMaker;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.Publisher.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes expansions: prepare, denoise, bring to full size, join, enlarge where asked, store. */
public final class ExpansionMaker {
    /** From this enlargement on, the network's detail is worth its time over plain resampling. */
    private static final double SHARPEN_FROM = 1.2;

    private final Workshop shop;

    public ExpansionMaker(Workshop shop) {
        this.shop = shop;
    }

    Bundle bundle(JobSpec.Expansion spec) {
        return shop.bundles().forTask(BundleInfo.Task.OUTPAINT, spec.model());
    }

    JobManifest make(Job job, JobSpec.Expansion spec, int attempt) throws Exception {
        Bundle bundle = bundle(spec);
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        StepPath path = path(spec, description);
        PhaseTimes times = new PhaseTimes();
        Canvas canvas = spec.canvas();
        Picture source =
                times.measure(
                        "prepare",
                        () ->
                                shop.sources()
                                        .fetch(job, canvas.sourceWidth(), canvas.sourceHeight()));
        WorkingGeometry geometry = WorkingGeometry.of(canvas, description);
        WorkingCanvas working =
                times.measure(
                        "prepare", () -> CanvasMaker.make(source, geometry, description.factor()));
        List<float[]> made =
                times.measure("denoise", () -> denoise(job, spec, bundle, working, path));
        List<JobOutput> outputs = new ArrayList<>();
        for (int variant = 0; variant < made.size(); variant++) {
            Planes generated =
                    new Planes(
                            geometry.size().width(), geometry.size().height(), made.get(variant));
            Made one = new Made(geometry, working, generated, spec.seed() + variant);
            outputs.add(finish(job, spec, one, source, variant, times));
        }
        return JobManifest.succeeded(
                job, shop.clock().instant(), outputs, making(spec, attempt, bundle, source, times));
    }

    private static StepPath path(JobSpec.Expansion spec, Outpaint description) {
        int steps = spec.steps().orElse(description.defaults().steps());
        if (steps > description.limits().steps()) {
            throw Problem.at(
                            "steps",
                            ErrorCode.UNSUPPORTED_BY_MODEL,
                            "this model takes at most "
                                    + description.limits().steps()
                                    + " steps, not "
                                    + steps)
                    .asException();
        }
        double start = creativity(spec, description);
        return StepPath.of(
                NoiseSchedule.of(description.schedule()),
                sampler(description),
                steps,
                Math.max(start, 0.02));
    }

    private static double creativity(JobSpec.Expansion spec, Outpaint description) {
        return spec.creativity().orElse(description.defaults().creativity());
    }

    private static Sampler sampler(Outpaint description) {
        return Sampler.labelled(description.defaults().sampler())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no sampler " + description.defaults().sampler()));
    }

    /** What the model made of one variant: its picture of the whole working canvas. */
    private record Made(
            WorkingGeometry geometry, WorkingCanvas canvas, Planes picture, long seed) {}

    private List<float[]> denoise(
            Job job, JobSpec.Expansion spec, Bundle bundle, WorkingCanvas working, StepPath path) {
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        int steps = path.steps();
        for (int variant = 0; variant < spec.variants(); variant++) {
            boolean tells =
                    variant
                            == spec.variants()
                                    - 1; // of several, the last to begin is the furthest behind
            SampleOrder order =
                    new SampleOrder(
                            job.id(),
                            job.tier(),
                            job.deadline(),
                            bundle.name(),
                            working,
                            path,
                            spec.seed() + variant,
                            step -> {
                                if (tells) {
                                    shop.events().progress(job.id(), Stage.DENOISE, step, steps);
                                }
                            });
            results.add(shop.device().expand(order));
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    private JobOutput finish(
            Job job,
            JobSpec.Expansion spec,
            Made made,
            Picture source,
            int variant,
            PhaseTimes times)
            throws Exception {
        Optional<Texture> texture = times.measure("texture", () -> texture(made, source));
        Planes sharper =
                times.measure(
                        "sharpen",
                        () ->
                                texture.isPresent()
                                        ? made.picture()
                                        : sharpened(job, made.geometry(), made.picture()));
        Picture joined =
                times.measure(
                        "finish",
                        () ->
                                Composer.compose(
                                        source,
                                        made.geometry(),
                                        sharper,
                                        new Finishing(shop.finishes().membrane(), texture)));
        Picture large = times.measure("upscale", () -> upscaled(job, joined, spec.upscale()));
        byte[] file = times.measure("encode", () -> PictureEncoder.encode(large, spec.rendition()));
        return times.measure(
                "upload",
                () ->
                        shop.publisher()
                                .output(
                                        job,
                                        variant,
                                        spec.rendition().format(),
                                        file,
                                        new Size(large.width(), large.height()),
                                        made.seed()));
    }

    private Optional<Texture> texture(Made made, Picture source) {
        return shop.finishes().texture()
                ? Texture.of(source, made.geometry(), made.canvas(), made.picture(), made.seed())
                : Optional.empty();
    }

    /**
     * The model works small; where the canvas is much larger, its generated part goes through the
     * upscaler first.
     */
    private Planes sharpened(Job job, WorkingGeometry geometry, Planes generated) {
        Optional<Bundle> upscaler = shop.bundles().upscaler(2);
        if (upscaler.isEmpty()
                || 1 / Math.max(geometry.scaleX(), geometry.scaleY()) < SHARPEN_FROM) {
            return generated;
        }
        return shop.enlarger(upscaler.get())
                .enlarge(
                        generated,
                        rect -> isGenerated(rect, geometry),
                        shop.errand(job, Stage.FINISH));
    }

    /**
     * Whether any pixel of a part of the working canvas will be seen: lies outside of the source,
     * or on its border.
     */
    private static boolean isGenerated(Rect rect, WorkingGeometry geometry) {
        int border = 4;
        boolean inside =
                rect.left() >= geometry.left() + border
                        && rect.top() >= geometry.top() + border
                        && rect.left() + rect.width() <= geometry.left() + geometry.width() - border
                        && rect.top() + rect.height()
                                <= geometry.top() + geometry.height() - border;
        return !inside;
    }

    private Picture upscaled(Job job, Picture picture, int factor) {
        if (factor == 1) {
            return picture;
        }
        Bundle bundle =
                shop.bundles()
                        .upscaler(factor)
                        .orElseThrow(
                                () ->
                                        Problem.at(
                                                        "upscale",
                                                        ErrorCode.MODEL_UNKNOWN,
                                                        "this worker has no upscaler")
                                                .asException());
        return Upscaling.to(
                factor, picture, shop.enlarger(bundle), shop.errand(job, Stage.UPSCALE));
    }

    private Making making(
            JobSpec.Expansion spec, int attempt, Bundle bundle, Picture source, PhaseTimes times) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        return new Making(
                shop.worker(),
                attempt,
                bundle.name(),
                bundle.manifest().version(),
                spec.steps().orElse(description.defaults().steps()),
                description.defaults().sampler(),
                creativity(spec, description),
                source.sha256(0, 0, source.width(), source.height()),
                spec.rendition().format().isLossless() && spec.upscale() == 1,
                Making.COMPOSITE,
                times.millis(),
                Map.of());
    }
}
