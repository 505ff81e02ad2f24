package io.kuotu.plan.cluster;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.Passes;
import io.kuotu.common.job.WorkingPlace;
import io.kuotu.plan.scenario.JobKind;
import io.kuotu.plan.scenario.Model;
import io.kuotu.worker.batch.BatchKey;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kind of job asks of devices, by the workers' own rules ({@link Passes}, {@link
 * WorkingPlace}, {@link Cost}).
 *
 * @param passes one after another
 * @param variants side by side in each pass
 * @param guided whether a step asks the network twice
 * @param tiles of each enlargement, one after another, for each variant
 * @param again part of the pictures that are made a second time
 * @param cost as gateways count it, pixel steps
 * @param pictures work beside the device
 */
record JobShape(
        List<Pass> passes,
        int variants,
        boolean guided,
        List<Tiles> tiles,
        double again,
        long cost,
        Pictures pictures) {
    private static final double LEAST_START = 0.02;

    /**
     * Samples of one size.
     *
     * @param draft ns of a processor before a sample
     * @param finish ns of a processor after it
     */
    record Pass(BatchKey key, int steps, long stepCost, long draft, long finish) {}

    /**
     * What the job's pictures take once.
     *
     * @param fetch ns of a processor, for the source
     * @param encode ns of a processor, for each result
     */
    record Pictures(long fetch, long encode) {}

    /** Tiles of one size. */
    record Tiles(BatchKey key, int count) {}

    JobShape {
        passes = List.copyOf(passes);
        tiles = List.copyOf(tiles);
    }

    static JobShape of(JobKind kind, Model model, PhaseTimes phases) {
        Cost.Denoising denoising = model.denoising();
        Canvas canvas = kind.placed();
        boolean guided = kind.guidance().orElse(model.guidance()) > 1;
        int steps =
                denoising.calls(
                        kind.steps().orElse(model.steps()),
                        Math.max(kind.creativity().orElse(model.creativity()), LEAST_START));
        List<Pass> passes = new ArrayList<>();
        for (Canvas pass : Passes.of(canvas)) {
            WorkingPlace place = WorkingPlace.of(pass, denoising.sizes());
            CanvasSize size = new CanvasSize(place.canvasWidth(), place.canvasHeight());
            passes.add(
                    new Pass(
                            new BatchKey(model.bundle(), size),
                            steps,
                            (long) size.pixels() * (guided ? 2 : 1),
                            phases.draft(size.pixels()),
                            phases.finish(pass.pixels())));
        }
        List<Tiles> tiles = tiles(kind.upscale(), canvas, model);
        return new JobShape(
                passes,
                kind.variants(),
                guided,
                tiles,
                kind.again(),
                cost(kind, passes, tiles),
                phases.pictures(kind));
    }

    private static List<Tiles> tiles(int upscale, Canvas canvas, Model model) {
        int side = Cost.Tiling.CORE + 2 * model.reach();
        BatchKey key = new BatchKey(model.upscaler(), new CanvasSize(side, side));
        List<Tiles> tiles = new ArrayList<>();
        for (int reached = 1; reached < upscale; reached *= model.factor()) {
            int across = Math.ceilDiv(canvas.width() * reached, Cost.Tiling.CORE);
            int down = Math.ceilDiv(canvas.height() * reached, Cost.Tiling.CORE);
            tiles.add(new Tiles(key, across * down));
        }
        return tiles;
    }

    private static long cost(JobKind kind, List<Pass> passes, List<Tiles> tiles) {
        long one = passes.stream().mapToLong(p -> p.steps() * p.stepCost()).sum();
        long enlarging =
                tiles.stream().mapToLong(t -> (long) t.count() * t.key().size().pixels()).sum();
        return kind.variants() * (one + enlarging);
    }
}
