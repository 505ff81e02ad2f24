package io.kuotu.worker.simulate;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Passes;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.chain.Frames;
import io.kuotu.worker.job.ChainMaker;
import io.kuotu.worker.job.Workshop;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.publish.Publisher;
import java.util.List;
import java.util.OptionalInt;

/** Frames of one chain that take their time, each stamped. On its job's thread. */
final class SimulatedChain implements Frames {
    private final Workshop shop;
    private final SimulatedMaker.Work work;
    private final JobSpec.Chain spec;
    private final SimulatedMaker maker;
    private final Bundle bundle;
    private final Outpaint description;
    private final StepPath path;
    private final List<Canvas> canvases;

    SimulatedChain(
            Workshop shop,
            ChainMaker real,
            SimulatedMaker.Work work,
            JobSpec.Chain spec,
            SimulatedMaker maker) {
        this.shop = shop;
        this.work = work;
        this.spec = spec;
        this.maker = maker;
        this.bundle = real.bundle(spec);
        this.description = bundle.manifest().outpaint().orElseThrow();
        this.path = ChainMaker.path(spec, description);
        this.canvases = spec.canvases();
    }

    @Override
    public void begin(List<JobOutput> found) {}

    /** A stamp says what was asked for, so another's frame is the same file. */
    @Override
    public void replaceLast(JobOutput other) {}

    @Override
    public JobOutput next(int frame) throws Exception {
        switch (spec.way()) {
            case ChainWay.Expand _ -> expand(frame);
            case ChainWay.Recreate _ -> recreate(frame);
        }
        if (frame == spec.times() - 1) {
            shop.nearsEnd().accept(work.job().id());
        }
        Canvas canvas = canvases.get(frame);
        return maker.store(
                work, frame, spec.seed(frame), new Publisher.Size(canvas.width(), canvas.height()));
    }

    private void expand(int frame) throws Exception {
        new SimulatedExpansion(
                        shop,
                        bundle,
                        work,
                        spec.expansion(frame, canvases.get(frame)),
                        maker,
                        steps(frame),
                        OptionalInt.of(steps(spec.times())))
                .denoise();
    }

    /** Of all frames before this one. */
    private int steps(int frame) {
        return canvases.stream().limit(frame).mapToInt(c -> Passes.of(c).size()).sum()
                * path.steps();
    }

    private void recreate(int frame) throws Exception {
        CanvasSize size = WorkingGeometry.of(canvases.get(frame), description).size();
        SampleOrder order =
                new SampleOrder(
                        Claim.of(work.job()),
                        bundle.name(),
                        SimulatedExpansion.canvas(size),
                        path,
                        spec.seed(frame),
                        ChainMaker.prompt(description),
                        step -> tell(frame, step));
        work.times().measure("denoise", () -> shop.engine().expand(order).join());
        maker.take(work, Phase.FINISH, canvases.get(frame).pixels());
    }

    private void tell(int frame, int step) {
        int steps = path.steps();
        shop.events()
                .progress(
                        work.job().id(), Stage.DENOISE, frame * steps + step, spec.times() * steps);
    }

    Making making(int attempt) {
        return maker.making(
                work,
                attempt,
                bundle.name(),
                bundle.manifest().version(),
                spec.steps().orElse(description.defaults().steps()),
                description.defaults().sampler(),
                ChainMaker.start(spec, description));
    }
}
