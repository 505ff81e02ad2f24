package io.kuotu.worker.job;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
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
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.CanvasMaker;
import io.kuotu.worker.prepare.Passes;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.Publisher.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One expansion, on its job's thread: pass after pass, all variants side by side. */
final class ExpansionRun {
    /** From this enlargement on, the network's detail is worth its time over plain resampling. */
    private static final double SHARPEN_FROM = 1.2;

    private final Workshop shop;
    private final Job job;
    private final JobSpec.Expansion spec;
    private final Bundle bundle;
    private final Outpaint description;
    private final StepPath path;
    private final Optional<Prompt> prompt;
    private final PhaseTimes times = new PhaseTimes();

    ExpansionRun(
            Workshop shop,
            Job job,
            JobSpec.Expansion spec,
            Bundle bundle,
            StepPath path,
            Optional<Prompt> prompt) {
        this.shop = shop;
        this.job = job;
        this.spec = spec;
        this.bundle = bundle;
        this.description = bundle.manifest().outpaint().orElseThrow();
        this.path = path;
        this.prompt = prompt;
    }

    /** What the model made of one variant in one pass: its picture of the whole working canvas. */
    private record Made(
            WorkingGeometry geometry, WorkingCanvas canvas, Planes picture, long seed) {}

    PhaseTimes times() {
        return times;
    }

    Picture fetch() throws Exception {
        Canvas canvas = spec.canvas();
        return times.measure(
                "prepare",
                () -> shop.sources().fetch(job, canvas.sourceWidth(), canvas.sourceHeight()));
    }

    List<JobOutput> outputs(Picture source) throws Exception {
        List<Canvas> passes = Passes.of(spec.canvas());
        List<Picture> pictures = Collections.nCopies(spec.variants(), source);
        for (int pass = 0; pass < passes.size() - 1; pass++) {
            List<Made> made = made(passes, pass, pictures);
            List<Picture> grown = new ArrayList<>();
            for (int variant = 0; variant < made.size(); variant++) {
                grown.add(joined(made.get(variant), pictures.get(variant)));
            }
            pictures = grown;
        }
        List<Made> made = made(passes, passes.size() - 1, pictures);
        List<JobOutput> outputs = new ArrayList<>();
        for (int variant = 0; variant < made.size(); variant++) { // one after another: memory
            outputs.add(output(joined(made.get(variant), pictures.get(variant)), variant));
        }
        return outputs;
    }

    private List<Made> made(List<Canvas> passes, int pass, List<Picture> sources) throws Exception {
        WorkingGeometry geometry = WorkingGeometry.of(passes.get(pass), description);
        List<WorkingCanvas> canvases = canvases(geometry, sources);
        List<float[]> pixels =
                times.measure("denoise", () -> denoise(canvases, pass, passes.size()));
        List<Made> made = new ArrayList<>();
        for (int variant = 0; variant < pixels.size(); variant++) {
            Planes picture =
                    new Planes(
                            geometry.size().width(), geometry.size().height(), pixels.get(variant));
            made.add(new Made(geometry, canvases.get(variant), picture, seed(variant, pass)));
        }
        return made;
    }

    private List<WorkingCanvas> canvases(WorkingGeometry geometry, List<Picture> sources)
            throws Exception {
        List<WorkingCanvas> canvases = new ArrayList<>();
        for (int variant = 0; variant < sources.size(); variant++) {
            Picture source = sources.get(variant);
            canvases.add(
                    variant > 0 && source == sources.getFirst() // the first pass: one for all
                            ? canvases.getFirst()
                            : times.measure(
                                    "prepare",
                                    () ->
                                            CanvasMaker.make(
                                                    source, geometry, description.factor())));
        }
        return canvases;
    }

    /** The variant's own in the first pass; in later ones another, that it alone decides. */
    private long seed(int variant, int pass) {
        return spec.seed() + variant ^ pass * 0x9E3779B97F4A7C15L;
    }

    private List<float[]> denoise(List<WorkingCanvas> canvases, int pass, int passes) {
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        int steps = path.steps();
        for (int variant = 0; variant < canvases.size(); variant++) {
            boolean tells = variant == canvases.size() - 1; // the last to begin is furthest behind
            SampleOrder order =
                    new SampleOrder(
                            job.id(),
                            job.tier(),
                            job.deadline(),
                            bundle.name(),
                            canvases.get(variant),
                            path,
                            seed(variant, pass),
                            prompt,
                            step -> {
                                if (tells) {
                                    tell(Stage.DENOISE, pass * steps + step, passes * steps);
                                }
                            });
            results.add(shop.device().expand(order));
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    private void tell(Stage stage, int done, int of) {
        shop.events().progress(job.id(), stage, done, of);
    }

    private Picture joined(Made made, Picture source) throws Exception {
        Optional<Texture> texture = times.measure("texture", () -> texture(made, source));
        Planes sharper =
                texture.isPresent()
                        ? made.picture()
                        : times.measure(
                                "sharpen", () -> sharpened(made.geometry(), made.picture()));
        Finishing finishing = new Finishing(shop.finishes().membrane(), texture);
        return times.measure(
                "finish", () -> Composer.compose(source, made.geometry(), sharper, finishing));
    }

    private Optional<Texture> texture(Made made, Picture source) {
        return shop.finishes().texture()
                ? Texture.of(source, made.geometry(), made.canvas(), made.picture(), made.seed())
                : Optional.empty();
    }

    private JobOutput output(Picture joined, int variant) throws Exception {
        Picture large = times.measure("upscale", () -> upscaled(joined));
        byte[] file = times.measure("encode", () -> PictureEncoder.encode(large, spec.rendition()));
        Size size = new Size(large.width(), large.height());
        long seed = spec.seed() + variant;
        return times.measure(
                "upload",
                () ->
                        shop.publisher()
                                .output(job, variant, spec.rendition().format(), file, size, seed));
    }

    /**
     * The model works small; where the canvas is much larger, its generated part goes through the
     * upscaler first.
     */
    private Planes sharpened(WorkingGeometry geometry, Planes generated) {
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

    private Picture upscaled(Picture picture) {
        if (spec.upscale() == 1) {
            return picture;
        }
        Bundle upscaler =
                shop.bundles()
                        .upscaler(spec.upscale())
                        .orElseThrow(
                                () ->
                                        Problem.at(
                                                        "upscale",
                                                        ErrorCode.MODEL_UNKNOWN,
                                                        "this worker has no upscaler")
                                                .asException());
        return Upscaling.to(
                spec.upscale(), picture, shop.enlarger(upscaler), shop.errand(job, Stage.UPSCALE));
    }
}
