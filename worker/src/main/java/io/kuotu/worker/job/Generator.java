package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.trace.Stretch;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.batch.Tracker;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.CanvasMaker;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * Has pictures of working canvases made: the whole canvas at the size that the model knows, then,
 * as often as asked for, again at twice the size, from that picture with some noise. On the job's
 * thread.
 */
final class Generator {
    private static final long LEVEL_KEY = 0xD1B54A32D192ED03L;

    private final Workshop shop;
    private final Job job;
    private final Bundle bundle;
    private final Recipe recipe;
    private final PhaseTimes times;

    /**
     * @param coarse of the whole canvas at first
     * @param finer of each level after it
     * @param prompt what is wanted, for bundles that take text
     */
    record Recipe(StepPath coarse, StepPath finer, Optional<Prompt> prompt) {}

    /**
     * One picture to be made.
     *
     * @param geometry of the working canvas
     * @param source that lies in it, at full size
     * @param seed of all that is random
     * @param onStep told how many steps are done, on the device's thread: must not block
     * @param previews where somebody wants to see it on its way
     */
    record Wish(
            WorkingGeometry geometry,
            Picture source,
            long seed,
            IntConsumer onStep,
            Optional<PassPreviews> previews) {}

    /** What came of a wish: the model's picture of the whole working canvas. */
    record Made(WorkingGeometry geometry, WorkingCanvas canvas, Planes picture, long seed) {}

    Generator(Workshop shop, Job job, Bundle bundle, Recipe recipe, PhaseTimes times) {
        this.shop = shop;
        this.job = job;
        this.bundle = bundle;
        this.recipe = recipe;
        this.times = times;
    }

    /** Steps that a wish of this geometry takes. */
    int steps(WorkingGeometry geometry) {
        return recipe.coarse().steps() + levels(geometry) * recipe.finer().steps();
    }

    /** Steps of one level: of what is made anew. */
    int coarseSteps() {
        return recipe.coarse().steps();
    }

    /** No finer than the canvas itself. */
    private int levels(WorkingGeometry geometry) {
        int levels = 0;
        double scale = Math.max(geometry.scaleX(), geometry.scaleY());
        while (levels < shop.care().detailLevels() && scale * 2 <= 1) {
            levels++;
            scale *= 2;
        }
        return levels;
    }

    /** In the order of the wishes, which have one geometry. */
    List<Made> make(List<Wish> wishes) throws Exception {
        List<WorkingCanvas> canvases = canvases(wishes);
        List<Made> made =
                times.measure("denoise", () -> made(wishes, canvases, recipe.coarse(), 0, 0));
        int done = recipe.coarse().steps();
        for (int level = 1; level <= levels(wishes.getFirst().geometry()); level++) {
            made = finer(wishes, made, level, done);
            done += recipe.finer().steps();
        }
        return made;
    }

    /** All of the wish's picture anew, at one level: no pixel of it is kept. */
    Made again(Wish wish) throws Exception {
        WorkingCanvas canvas =
                times.measure(
                        "prepare",
                        () -> CanvasMaker.whole(wish.source(), wish.geometry(), factor()));
        wish.previews().ifPresent(p -> p.drafted(wish.geometry(), canvas));
        return times.measure(
                        "denoise",
                        () -> made(List.of(wish), List.of(canvas), recipe.coarse(), 0, 0))
                .getFirst();
    }

    private List<WorkingCanvas> canvases(List<Wish> wishes) throws Exception {
        List<WorkingCanvas> canvases = new ArrayList<>();
        for (Wish wish : wishes) {
            WorkingCanvas canvas =
                    shop.care().draft()
                            ? times.measure("draft", () -> drafted(wish))
                            : times.measure("prepare", () -> mirrored(wish));
            wish.previews().ifPresent(p -> p.drafted(wish.geometry(), canvas));
            canvases.add(canvas);
        }
        return canvases;
    }

    private WorkingCanvas drafted(Wish wish) {
        return CanvasMaker.drafted(wish.source(), wish.geometry(), factor(), wish.seed());
    }

    private WorkingCanvas mirrored(Wish wish) {
        return CanvasMaker.mirrored(wish.source(), wish.geometry(), factor());
    }

    private List<Made> finer(List<Wish> wishes, List<Made> coarse, int level, int done)
            throws Exception {
        List<Wish> finer = new ArrayList<>();
        List<WorkingCanvas> canvases = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            Wish wish = wishes.get(i);
            Planes picture = coarse.get(i).picture();
            WorkingGeometry geometry = coarse.get(i).geometry().finer(2);
            finer.add(
                    new Wish(geometry, wish.source(), wish.seed(), wish.onStep(), wish.previews()));
            canvases.add(
                    times.measure(
                            "prepare",
                            () -> CanvasMaker.finer(wish.source(), geometry, picture, factor())));
        }
        return times.measure("detail", () -> made(finer, canvases, recipe.finer(), level, done));
    }

    private List<Made> made(
            List<Wish> wishes, List<WorkingCanvas> canvases, StepPath path, int level, int done) {
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        List<SampleTrail> trails = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            Wish wish = wishes.get(i);
            WorkingCanvas canvas = canvases.get(i);
            Optional<Tracker> trail = trail(trails);
            results.add(
                    shop.engine()
                            .expand(
                                    new SampleOrder(
                                            Claim.of(job),
                                            bundle.name(),
                                            canvas,
                                            path,
                                            wish.seed() ^ level * LEVEL_KEY,
                                            recipe.prompt(),
                                            step -> wish.onStep().accept(done + step),
                                            wish.previews()
                                                    .map(
                                                            p ->
                                                                    p.watcher(
                                                                            wish.geometry(),
                                                                            canvas,
                                                                            done,
                                                                            path.steps())),
                                            trail)));
        }
        try {
            return joined(wishes, canvases, results);
        } finally {
            trails.forEach(trail -> trail.tell(Stretch.here()));
        }
    }

    private Optional<Tracker> trail(List<SampleTrail> trails) {
        if (!Stretch.here().isKept()) {
            return Optional.empty();
        }
        SampleTrail trail = new SampleTrail(shop.clock().instant(), System.nanoTime());
        trails.add(trail);
        return Optional.of(trail);
    }

    private static List<Made> joined(
            List<Wish> wishes,
            List<WorkingCanvas> canvases,
            List<CompletableFuture<float[]>> results) {
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            WorkingGeometry geometry = wishes.get(i).geometry();
            Planes picture =
                    new Planes(
                            geometry.size().width(),
                            geometry.size().height(),
                            results.get(i).join());
            made.add(new Made(geometry, canvases.get(i), picture, wishes.get(i).seed()));
        }
        return made;
    }

    private int factor() {
        return bundle.manifest().outpaint().orElseThrow().factor();
    }
}
