package io.kuotu.cli.bench;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.LoopMeter;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.djl.CpuFeatures;
import io.kuotu.worker.djl.DjlDevice;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import io.kuotu.worker.profile.ProfileRules;
import io.prometheus.client.CollectorRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The step loop alone, with so many pictures at once: no broker, no files. */
final class EngineBench {
    private static final List<Integer> BATCHES = List.of(1, 2, 4, 8);
    private static final int ROUNDS = 3;
    private static final String DEVICE = "cpu";
    private static final TenantId TENANT = new TenantId("bench");

    private final Bundle bundle;
    private final Canvas canvas;
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));

    EngineBench(Bundle bundle, Canvas canvas) {
        this.bundle = bundle;
        this.canvas = canvas;
    }

    List<Figure> run() {
        // once for the process: as a worker's loops have them, for a cluster is measured after this
        DjlDevice.configureEngine(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        List<Figure> figures = new ArrayList<>();
        BATCHES.forEach(batch -> figures.addAll(run(batch)));
        return figures;
    }

    private List<Figure> run(int batch) {
        CollectorRegistry registry = new CollectorRegistry();
        DjlModels.Layout layout =
                new DjlModels.Layout(
                        DEVICE,
                        CpuFeatures.bestPrecision(),
                        Optional.of(BatchClasses.of(List.of(batch))),
                        Optional.of(BatchClasses.SINGLE),
                        ProfileRules.NONE);
        try (DeviceLoop loop =
                DeviceLoop.start(
                        "device-bench",
                        () -> DjlModels.load(List.of(bundle), layout),
                        batch,
                        InstantSource.system(),
                        new LoopMeter(registry, DEVICE))) {
            round(loop, batch, 3); // warm
            double[] before = totals(registry);
            long start = System.nanoTime();
            int steps = 0;
            for (int i = 0; i < ROUNDS; i++) {
                steps +=
                        round(
                                loop,
                                batch,
                                bundle.manifest().outpaint().orElseThrow().defaults().steps());
            }
            double wallMs = (System.nanoTime() - start) / 1e6;
            return figures(batch, steps, wallMs, before, totals(registry));
        }
    }

    private static List<Figure> figures(
            int batch, int steps, double wallMs, double[] before, double[] after) {
        double stepMs = 1000 * (after[0] - before[0]) / steps;
        double share = (after[2] - before[2]) / (after[1] - before[1]);
        String at = " at batch " + batch;
        return List.of(
                Figure.of("step" + at, stepMs, "ms"),
                Figure.of("step per picture" + at, stepMs / batch, "ms"),
                Figure.of(
                        "encode, denoise, decode per picture" + at,
                        wallMs / (ROUNDS * batch),
                        "ms"),
                batch == 4
                        ? Figure.atLeast(
                                "share of busy time inside model forwards" + at, share, "", 0.95)
                        : Figure.of("share of busy time inside model forwards" + at, share, ""));
    }

    /** Seconds: of steps, of all work, inside of forwards. */
    private static double[] totals(CollectorRegistry registry) {
        return new double[] {
            value(registry, "kuotu_worker_device_busy_seconds_total", "step"),
            sum(registry, "kuotu_worker_device_busy_seconds_total"),
            sum(registry, "kuotu_worker_model_forward_seconds_total")
        };
    }

    private static double sum(CollectorRegistry registry, String name) {
        return value(registry, name, "encode")
                + value(registry, name, "step")
                + value(registry, name, "decode");
    }

    private static double value(CollectorRegistry registry, String name, String work) {
        Double found =
                registry.getSampleValue(
                        name, new String[] {"device", "work"}, new String[] {DEVICE, work});
        return found == null ? 0 : found;
    }

    /** All pictures of a batch, begun together; returns the steps that the batch took. */
    private int round(DeviceLoop loop, int batch, int steps) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        WorkingGeometry geometry = WorkingGeometry.of(canvas, description);
        StepPath path =
                StepPath.of(NoiseSchedule.of(description.schedule()), Sampler.DPMPP_2M, steps, 0.8);
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            JobId job = ids.next();
            results.add(
                    loop.expand(
                            new SampleOrder(
                                    new Claim(job, TENANT, Tier.STANDARD, Instant.MAX),
                                    bundle.name(),
                                    grey(geometry, description),
                                    path,
                                    i,
                                    Optional.empty(),
                                    _ -> {})));
        }
        results.forEach(CompletableFuture::join);
        return path.steps();
    }

    static WorkingCanvas grey(WorkingGeometry geometry, Outpaint description) {
        int pixels = geometry.size().pixels();
        float[] values = new float[3 * pixels];
        Arrays.fill(values, 0.5f);
        float[] mask = new float[pixels / (description.factor() * description.factor())];
        Arrays.fill(mask, 1);
        return new WorkingCanvas(geometry.size(), values, mask);
    }
}
