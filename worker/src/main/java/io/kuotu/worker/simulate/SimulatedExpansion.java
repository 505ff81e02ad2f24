package io.kuotu.worker.simulate;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Passes;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.job.ExpansionMaker;
import io.kuotu.worker.job.Workshop;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One expansion that takes its time, on its job's thread: pass after pass, all variants at once.
 */
final class SimulatedExpansion {
    /** Nobody writes to them. */
    private static final Map<CanvasSize, WorkingCanvas> CANVASES = new ConcurrentHashMap<>();

    private static final int MOST_CANVASES = 256;
    private static final float[] NO_MASK = {};

    private final Workshop shop;
    private final SimulatedMaker.Work work;
    private final JobSpec.Expansion spec;
    private final SimulatedMaker maker;
    private final Bundle bundle;
    private final Outpaint description;
    private final StepPath path;
    private final Optional<Prompt> prompt;
    private final List<Canvas> passes;
    private final int stepsBefore;
    private final OptionalInt stepsOfAll;

    SimulatedExpansion(
            Workshop shop,
            ExpansionMaker real,
            SimulatedMaker.Work work,
            JobSpec.Expansion spec,
            SimulatedMaker maker) {
        this(shop, real.bundle(spec), work, spec, maker, 0, OptionalInt.empty());
    }

    /**
     * @param stepsBefore of its job, before this run
     * @param stepsOfAll its job has; empty where this is all of it
     */
    SimulatedExpansion(
            Workshop shop,
            Bundle bundle,
            SimulatedMaker.Work work,
            JobSpec.Expansion spec,
            SimulatedMaker maker,
            int stepsBefore,
            OptionalInt stepsOfAll) {
        this.shop = shop;
        this.work = work;
        this.spec = spec;
        this.maker = maker;
        this.bundle = bundle;
        this.stepsBefore = stepsBefore;
        this.stepsOfAll = stepsOfAll;
        this.description = bundle.manifest().outpaint().orElseThrow();
        this.path = ExpansionMaker.path(spec, description);
        this.prompt = ExpansionMaker.prompt(spec, description);
        this.passes = Passes.of(spec.canvas());
    }

    void denoise() throws Exception {
        for (int pass = 0; pass < passes.size(); pass++) {
            Canvas canvas = passes.get(pass);
            CanvasSize size = WorkingGeometry.of(canvas, description).size();
            draft(size);
            int before = pass * path.steps();
            work.times().measure("denoise", () -> denoised(size, before));
            finish(canvas.pixels());
        }
    }

    private void draft(CanvasSize size) throws Exception {
        if (shop.care().draft()) {
            for (int variant = 0; variant < spec.variants(); variant++) {
                maker.take(work, Phase.DRAFT, size.pixels());
            }
        }
    }

    private List<float[]> denoised(CanvasSize size, int before) {
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        for (int variant = 0; variant < spec.variants(); variant++) {
            boolean tells = variant == spec.variants() - 1;
            results.add(
                    shop.engine()
                            .expand(
                                    new SampleOrder(
                                            Claim.of(work.job()),
                                            bundle.name(),
                                            canvas(size),
                                            path,
                                            spec.seed() + variant,
                                            prompt,
                                            step -> {
                                                if (tells) {
                                                    tell(before + step);
                                                }
                                            })));
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    static WorkingCanvas canvas(CanvasSize size) {
        WorkingCanvas known = CANVASES.get(size);
        if (known != null) {
            return known;
        }
        WorkingCanvas made = new WorkingCanvas(size, new float[3 * size.pixels()], NO_MASK);
        if (CANVASES.size() < MOST_CANVASES) {
            CANVASES.put(size, made);
        }
        return made;
    }

    private void tell(int step) {
        int all = stepsOfAll.orElse(passes.size() * path.steps());
        shop.events().progress(work.job().id(), Stage.DENOISE, stepsBefore + step, all);
    }

    private void finish(long pixels) throws Exception {
        for (int variant = 0; variant < spec.variants(); variant++) {
            if (shop.finishes().texture()) {
                maker.take(work, Phase.TEXTURE, pixels);
            }
            maker.take(work, Phase.FINISH, pixels);
            maker.take(work, Phase.QUALITY, pixels);
        }
    }

    void upscale() throws Exception {
        if (spec.upscale() == 1) {
            return;
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
        SimulatedTiles tiles = new SimulatedTiles(shop, work.job(), upscaler);
        Canvas canvas = spec.canvas();
        for (int variant = 0; variant < spec.variants(); variant++) {
            work.times()
                    .measure(
                            "upscale",
                            () -> tiles.enlarge(spec.upscale(), canvas.width(), canvas.height()));
        }
    }

    Making making(int attempt) {
        return maker.making(
                work,
                attempt,
                bundle.name(),
                bundle.manifest().version(),
                spec.steps().orElse(description.defaults().steps()),
                description.defaults().sampler(),
                spec.creativity().orElse(description.defaults().creativity()));
    }
}
