package io.kuotu.worker.job;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Passes;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.enhance.Kept;
import io.kuotu.worker.enhance.Stages;
import io.kuotu.worker.finish.Composer;
import io.kuotu.worker.finish.Composer.Finishing;
import io.kuotu.worker.finish.Enlarger.Rect;
import io.kuotu.worker.finish.Quality;
import io.kuotu.worker.finish.Texture;
import io.kuotu.worker.job.Generator.Made;
import io.kuotu.worker.job.Generator.Wish;
import io.kuotu.worker.job.Tries.Tried;
import io.kuotu.worker.likeness.Consistency;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.provenance.Origin;
import io.kuotu.worker.publish.PreviewWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One expansion, on its job's thread: pass after pass, all variants side by side. */
final class ExpansionRun implements AutoCloseable {
    /** From this enlargement on, the network's detail is worth its time over plain resampling. */
    private static final double SHARPEN_FROM = 1.2;

    private final Workshop shop;
    private final Job job;
    private final JobSpec.Expansion spec;
    private final Generator generator;
    private final List<Canvas> passes;
    private final List<WorkingGeometry> geometries;
    private final List<Tries> tries;
    private final Texture.Style style;
    private final Optional<PreviewWriter.Feed> previews;
    private final Telling telling;
    private final PhaseTimes times;

    /** All of its job. */
    ExpansionRun(
            Workshop shop,
            Job job,
            JobSpec.Expansion spec,
            Bundle bundle,
            Generator.Recipe recipe) {
        this(shop, job, spec, bundle, recipe, new PhaseTimes(), Optional.empty());
    }

    /**
     * @param part where the run is a part of its job; else it tells for itself
     */
    ExpansionRun(
            Workshop shop,
            Job job,
            JobSpec.Expansion spec,
            Bundle bundle,
            Generator.Recipe recipe,
            PhaseTimes times,
            Optional<Telling> part) {
        this.times = times;
        this.shop = shop;
        this.job = job;
        this.spec = spec;
        this.generator = new Generator(shop, job, bundle, recipe, times);
        this.passes = Passes.of(spec.canvas());
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        this.style =
                switch (description.looks()) {
                    case SOURCE -> Texture.Style.SOURCE;
                    case OWN -> Texture.Style.OWN;
                };
        this.geometries = passes.stream().map(p -> WorkingGeometry.of(p, description)).toList();
        this.previews =
                spec.preview() && part.isEmpty()
                        ? Optional.of(shop.previews().open(job.id()))
                        : Optional.empty();
        this.telling = part.orElseGet(() -> new Telling(shop, job, previews, 0, allSteps()));
        this.tries =
                Stream.generate(() -> new Tries(shop.care().retry(), spec.minConsistency()))
                        .limit(spec.variants())
                        .toList();
    }

    PhaseTimes times() {
        return times;
    }

    Picture fetch() throws Exception {
        Canvas canvas = spec.canvas();
        return times.measure(
                "prepare",
                () -> shop.sources().fetch(job, canvas.sourceWidth(), canvas.sourceHeight()));
    }

    /** The first variant, not stored; of a run without enlargement. */
    Picture picture(Picture source) throws Exception {
        Picture before = beforeLast(source).getFirst();
        int last = passes.size() - 1;
        return best(made(last, List.of(before)).getFirst(), before, last, 0).picture();
    }

    /** Of a variant as it was made, by name. */
    Map<String, Double> figures(Picture made, int variant) throws Exception {
        Map<String, Double> figures = Quality.of(made, spec.canvas()).figures();
        figures.putAll(tries.get(variant).figures(consistency(made, spec.canvas())));
        return figures;
    }

    /** What the last pass goes on from, by variant. */
    private List<Picture> beforeLast(Picture source) throws Exception {
        List<Picture> pictures = Collections.nCopies(spec.variants(), source);
        for (int pass = 0; pass < passes.size() - 1; pass++) {
            List<Made> made = made(pass, pictures);
            List<Picture> grown = new ArrayList<>();
            for (int variant = 0; variant < made.size(); variant++) {
                grown.add(best(made.get(variant), pictures.get(variant), pass, variant).picture());
            }
            pictures = grown;
        }
        return pictures;
    }

    List<JobOutput> outputs(Picture source, Origin origin) throws Exception {
        List<Picture> pictures = beforeLast(source);
        List<Made> made = made(passes.size() - 1, pictures);
        if (spec.upscale() == 1) {
            shop.nearsEnd().accept(job.id());
        }
        Outputs stored = new Outputs(shop, job, times, origin);
        List<JobOutput> outputs = new ArrayList<>();
        for (int variant = 0; variant < made.size(); variant++) { // one after another: memory
            Tried best = best(made.get(variant), pictures.get(variant), passes.size() - 1, variant);
            outputs.add(output(best.picture(), variant, stored));
        }
        return outputs;
    }

    private List<Made> made(int pass, List<Picture> sources) throws Exception {
        List<Wish> wishes = new ArrayList<>();
        for (int variant = 0; variant < sources.size(); variant++) {
            boolean tells = variant == sources.size() - 1; // the last to begin is furthest behind
            wishes.add(
                    new Wish(
                            geometries.get(pass),
                            sources.get(variant),
                            seed(variant, pass),
                            step -> {
                                if (tells) {
                                    tell(pass, step);
                                }
                            },
                            variant == 0 ? previews(pass) : Optional.empty()));
        }
        return generator.make(wishes);
    }

    /** The variant's own in the first pass; in later ones another, that it alone decides. */
    private long seed(int variant, int pass) {
        return spec.seed() + variant ^ pass * 0x9E3779B97F4A7C15L;
    }

    private void tell(int pass, int step) {
        telling.progress(stepsBefore(pass) + step);
    }

    private Optional<PassPreviews> previews(int pass) {
        return telling.previews(stepsBefore(pass));
    }

    private int stepsBefore(int pass) {
        return geometries.stream().limit(pass).mapToInt(generator::steps).sum();
    }

    private int allSteps() {
        return stepsBefore(geometries.size());
    }

    /** What was made, or a better one of another seed where its seam shows. */
    private Tried best(Made made, Picture source, int pass, int variant) throws Exception {
        return tries.get(variant)
                .best(
                        tried(made, source, pass),
                        seed -> {
                            Wish again =
                                    new Wish(
                                            geometries.get(pass),
                                            source,
                                            seed,
                                            _ -> {},
                                            Optional.empty());
                            return tried(generator.make(List.of(again)).getFirst(), source, pass);
                        });
    }

    private Tried tried(Made made, Picture source, int pass) throws Exception {
        Picture picture = joined(made, source);
        Canvas canvas = passes.get(pass);
        Quality quality = times.measure("quality", () -> Quality.of(picture, canvas));
        Optional<Consistency> consistency =
                spec.minConsistency().isPresent()
                        ? Optional.of(consistency(picture, canvas))
                        : Optional.empty();
        return new Tried(picture, quality, consistency, made.seed());
    }

    private Consistency consistency(Picture picture, Canvas canvas) throws Exception {
        return times.measure("consistency", () -> Consistency.of(picture, canvas));
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
                ? Texture.of(
                        style, source, made.geometry(), made.canvas(), made.picture(), made.seed())
                : Optional.empty();
    }

    private JobOutput output(Picture joined, int variant, Outputs stored) throws Exception {
        boolean grows = spec.upscale() > 1;
        Picture done = grows ? joined : posted(joined, variant);
        Picture large = times.measure("upscale", () -> upscaled(done));
        return stored.store(grows ? posted(large, variant) : large, variant, spec.seed() + variant)
                .withQuality(figures(done, variant));
    }

    /** What is asked for in the end is done at full size, around the source. */
    private Picture posted(Picture picture, int variant) throws Exception {
        if (spec.post().isEmpty()) {
            return picture;
        }
        Canvas canvas = spec.canvas();
        int by = spec.upscale();
        Kept kept =
                new Kept(
                        canvas.left() * by,
                        canvas.top() * by,
                        canvas.sourceWidth() * by,
                        canvas.sourceHeight() * by);
        Stages stages = new Stages(spec.post().get(), spec.seed() + variant, Optional.of(kept));
        return times.measure("post", () -> stages.apply(picture, Stages.Painters.NONE));
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

    /** From now on no preview is told. */
    @Override
    public void close() {
        previews.ifPresent(PreviewWriter.Feed::close);
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
