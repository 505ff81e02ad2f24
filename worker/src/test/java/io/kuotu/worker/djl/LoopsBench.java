package io.kuotu.worker.djl;

import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.LoopMeter;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * By hand: one loop of many threads, or many loops of one? The engine's threads are set once for a
 * process, so each way is a run of its own: {@code LOOPS THREADS SECONDS AT-ONCE...}. Prints
 * pictures a second and the time of one picture, at so many pictures at once over all loops.
 */
final class LoopsBench {
    private static final TenantId TENANT = new TenantId("acme");
    private static final CanvasSize CANVAS = new CanvasSize(480, 256);
    private static final String BUNDLE = "models/scenes-256-turbo";

    private final Bundle bundle = BundleReader.read(Path.of(BUNDLE));
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));
    private final WorkingCanvas canvas;
    private final StepPath path;

    private LoopsBench() {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        float[] mask = new float[CANVAS.pixels() / 64];
        Arrays.fill(mask, mask.length / 2, mask.length, 1);
        float[] pixels = new float[3 * CANVAS.pixels()];
        Arrays.fill(pixels, 0.5f);
        canvas = new WorkingCanvas(CANVAS, pixels, mask);
        path =
                StepPath.of(
                        NoiseSchedule.of(description.schedule()),
                        Sampler.DDIM,
                        description.defaults().steps(),
                        description.defaults().creativity());
    }

    private DeviceLoop loop(int number) {
        DjlModels.Layout layout =
                new DjlModels.Layout(
                        "cpu",
                        CpuFeatures.bestPrecision(),
                        BatchClasses.of(List.of(1, 2, 3, 4)),
                        BatchClasses.SINGLE);
        return DeviceLoop.start(
                "device-cpu-" + number,
                () -> DjlModels.load(List.of(bundle), layout),
                8,
                InstantSource.system(),
                new LoopMeter(new CollectorRegistry(), "cpu"));
    }

    private CompletableFuture<float[]> picture(DeviceLoop loop, long seed) {
        return loop.expand(
                new SampleOrder(
                        new Claim(ids.next(), TENANT, Tier.STANDARD, Instant.MAX),
                        bundle.name(),
                        canvas,
                        path,
                        seed,
                        Optional.empty(),
                        _ -> {},
                        Optional.empty()));
    }

    public static void main(String[] args) throws InterruptedException {
        int loops = Integer.parseInt(args[0]);
        int threads = Integer.parseInt(args[1]);
        DjlDevice.configureEngine(threads);
        LoopsBench bench = new LoopsBench();
        List<DeviceLoop> all = IntStream.range(0, loops).mapToObj(bench::loop).toList();
        all.forEach(loop -> IntStream.range(0, 3).forEach(i -> bench.picture(loop, i).join()));
        double seconds = Double.parseDouble(args[2]);
        for (int i = 3; i < args.length; i++) {
            String figures = bench.run(all, Integer.parseInt(args[i]), seconds);
            System.out.printf("%d loop(s) of %d thread(s), %s%n", loops, threads, figures);
        }
        all.forEach(DeviceLoop::close);
    }

    /** A closed loop of so many pictures; each goes to the loop that has the fewest. */
    private String run(List<DeviceLoop> loops, int atOnce, double seconds)
            throws InterruptedException {
        ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
        List<Semaphore> room =
                loops.stream()
                        .map(_ -> new Semaphore((atOnce + loops.size() - 1) / loops.size()))
                        .toList();
        Semaphore all = new Semaphore(atOnce);
        long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
        long start = System.nanoTime();
        for (int i = 0; System.nanoTime() - start < seconds * 1e9; i++) {
            all.acquire();
            int to =
                    IntStream.range(0, loops.size())
                            .filter(l -> room.get(l).tryAcquire())
                            .findFirst()
                            .orElseThrow();
            long begun = System.nanoTime();
            var _ =
                    picture(loops.get(to), i)
                            .whenComplete(
                                    (_, _) -> {
                                        times.add((System.nanoTime() - begun) / 1e6);
                                        room.get(to).release();
                                        all.release();
                                    });
        }
        all.acquire(atOnce);
        cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() - cpu;
        double wall = (System.nanoTime() - start) / 1e9;
        List<Double> sorted = new ArrayList<>(times);
        sorted.sort(Double::compare);
        return String.format(
                Locale.ROOT,
                "%d at once: %.2f pictures/s, least %.0f ms, median %.0f ms, p90 %.0f ms,"
                        + " processor time %d ms each",
                atOnce,
                sorted.size() / wall,
                sorted.getFirst(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 9 / 10),
                cpu / sorted.size());
    }
}
