package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Measure;
import io.kuotu.worker.profile.ProfileTable;
import io.kuotu.worker.profile.Profiler;
import io.kuotu.worker.profile.Trial;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise of the batch classes: a job's picture has the same bits whether it ran alone or among
 * others that join, leave and are cancelled. Real bundles, all of the batch sizes that the profiler
 * found to agree (not only those that it would choose on a busy machine).
 */
@Timeout(180)
class SameInACrowdTest {
    private static final TenantId TENANT = new TenantId("acme");
    private static final Duration MEASURING = Duration.ofSeconds(3);
    private static final String DEVICE = "test";
    private static final int SLOTS = 8;
    private static final int LARGEST = 6;

    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));

    @BeforeAll
    static void engine() {
        DjlDevice.configureEngine(1);
    }

    /**
     * @param cancelled after its first step, in the crowd
     */
    private record Job(
            CanvasSize size,
            StepPath path,
            long seed,
            Optional<Prompt> prompt,
            boolean cancelled) {}

    /** At the sizes that were found to agree (0), or all filled up to one size. */
    @ParameterizedTest
    @CsvSource({
        "models/scenes-256-turbo, best, 0, 220",
        "models/scenes-256, FP32, 4, 20",
        "src/test/resources/diffusers/sd15, FP32, 4, 30",
    })
    void aloneAndInACrowdTheBitsAreTheSame(String folder, String precision, int size, int count)
            throws InterruptedException {
        Bundle bundle = BundleReader.read(Path.of(folder));
        DjlModels.Layout layout = layout(bundle, precision, size);
        List<Job> jobs = jobs(bundle.manifest().outpaint().orElseThrow(), count);

        List<float[]> alone = new ArrayList<>();
        CollectorRegistry aloneMeter = new CollectorRegistry();
        try (DeviceLoop loop = loop(aloneMeter, bundle, layout)) {
            for (Job job : jobs) {
                alone.add(loop.expand(order(ids.next(), bundle, job, _ -> {})).join());
            }
        }
        assertThat(meanStepBatch(aloneMeter)).isEqualTo(1);

        int dropped = 0;
        CollectorRegistry crowdMeter = new CollectorRegistry();
        try (DeviceLoop loop = loop(crowdMeter, bundle, layout)) {
            List<CompletableFuture<float[]>> crowd = crowd(loop, bundle, jobs);
            for (int i = 0; i < jobs.size(); i++) {
                if (jobs.get(i).cancelled() && crowd.get(i).isCompletedExceptionally()) {
                    dropped++;
                } else {
                    assertThat(crowd.get(i).join())
                            .as("%s, job %d: %s", bundle.label(), i, jobs.get(i))
                            .isEqualTo(alone.get(i));
                }
            }
        }
        assertThat(alone.stream().map(Arrays::hashCode).distinct()).hasSize(count);
        assertThat(dropped).isBetween(count / 20, count / 4);
        double mean = meanStepBatch(crowdMeter);
        assertThat(mean)
                .isGreaterThan(layout.stepClasses().orElseThrow().largest() > 1 ? 1.5 : 0.99);
        System.out.printf(
                "%s: %d jobs, %d cancelled, steps at %s, codecs at %s, %.1f samples a step%n",
                bundle.label(),
                count,
                dropped,
                layout.stepClasses().orElseThrow(),
                layout.codecClasses().orElseThrow(),
                mean);
    }

    private static DjlModels.Layout layout(Bundle bundle, String named, int size) {
        Precision precision =
                named.equals("best") ? CpuFeatures.bestPrecision() : Precision.valueOf(named);
        if (size > 0) {
            BatchClasses one = BatchClasses.of(List.of(size));
            return new DjlModels.Layout("cpu", precision, one, one);
        }
        return measured(bundle, precision);
    }

    private static DjlModels.Layout measured(Bundle bundle, Precision precision) {
        try (DjlDevice device = DjlDevice.open("cpu");
                DjlOutpaintModel model =
                        DjlOutpaintModel.load(
                                device, bundle, precision, Profiling.ANY, Profiling.ANY)) {
            Profiler profiler = new Profiler(MEASURING, 3, false, System::nanoTime);
            BundleProfile profile =
                    new BundleProfile(
                            bundle.name(),
                            DjlTrials.of(model).stream()
                                    .map(SmallTrial::new)
                                    .map(profiler::measure)
                                    .toList());
            ProfileTable.lines(profile, _ -> BatchClasses.SINGLE).forEach(System.out::println);
            WorkProfile encode = profile.of(Work.ENCODE).orElseThrow();
            return new DjlModels.Layout(
                    "cpu",
                    precision,
                    largestGroup(profile.of(Work.STEP).orElseThrow()),
                    largestGroup(encode.and(profile.of(Work.DECODE).orElseThrow())));
        }
    }

    /** On a canvas as the jobs': the native one would take most of the test's time. */
    private record SmallTrial(Trial trial) implements Trial {
        @Override
        public Work work() {
            return trial.work();
        }

        @Override
        public CanvasSize canvas() {
            int side = Math.max(64, trial.smallCanvas().height());
            return new CanvasSize(side, side);
        }

        @Override
        public CanvasSize smallCanvas() {
            return trial.smallCanvas();
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            return trial.run(size, batch, place);
        }
    }

    /** Of those that are the same bits, the most sizes. */
    private static BatchClasses largestGroup(WorkProfile measured) {
        return measured.sizes().stream()
                .filter(m -> m.isSteady() && m.batch() <= LARGEST)
                .collect(
                        Collectors.groupingBy(
                                Measure::bits,
                                Collectors.mapping(Measure::batch, Collectors.toList())))
                .values()
                .stream()
                .max(
                        Comparator.<List<Integer>>comparingInt(List::size)
                                .thenComparingInt(List::getLast))
                .map(BatchClasses::of)
                .orElse(BatchClasses.SINGLE);
    }

    private static DeviceLoop loop(
            CollectorRegistry meter, Bundle bundle, DjlModels.Layout layout) {
        return DeviceLoop.start(
                "device-test",
                () -> DjlModels.load(List.of(bundle), layout),
                SLOTS,
                InstantSource.system(),
                new LoopMeter(meter, DEVICE));
    }

    private static SampleOrder order(JobId id, Bundle bundle, Job job, IntConsumer onStep) {
        return new SampleOrder(
                new Claim(id, TENANT, Tier.STANDARD, Instant.MAX),
                bundle.name(),
                canvas(job.size(), bundle.manifest().outpaint().orElseThrow().factor(), job.seed()),
                job.path(),
                job.seed(),
                job.prompt(),
                onStep,
                Optional.empty());
    }

    private static WorkingCanvas canvas(CanvasSize size, int factor, long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[3 * size.pixels()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        float[] mask = new float[size.pixels() / (factor * factor)];
        Arrays.fill(mask, random.nextInt(mask.length), mask.length, 1);
        return new WorkingCanvas(size, pixels, mask);
    }

    private static double meanStepBatch(CollectorRegistry meter) {
        String[] labels = {"device", "work"};
        String[] values = {DEVICE, "step"};
        return meter.getSampleValue("kuotu_worker_batch_size_sum", labels, values)
                / meter.getSampleValue("kuotu_worker_batch_size_count", labels, values);
    }

    private static List<Job> jobs(Outpaint bundle, int count) {
        Random random = new Random(count);
        NoiseSchedule schedule = NoiseSchedule.of(bundle.schedule());
        List<Sampler> samplers = List.of(Sampler.values());
        int least = Math.max(64, bundle.multiple());
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean cancelled = i % 10 == 7;
            int steps = cancelled ? 6 : 1 + random.nextInt(6);
            Sampler sampler = samplers.get(random.nextInt(samplers.size()));
            int wider = random.nextInt(3) == 0 ? Math.max(32, bundle.multiple()) : 0;
            jobs.add(
                    new Job(
                            new CanvasSize(least + wider, least),
                            StepPath.of(schedule, sampler, steps, 0.4 + 0.6 * random.nextDouble()),
                            random.nextLong(),
                            bundle.text().map(_ -> prompt(random)),
                            cancelled));
        }
        return jobs;
    }

    private static Prompt prompt(Random random) {
        return new Prompt(
                random.nextBoolean() ? "hills" : "the old town",
                random.nextBoolean() ? "" : "grass",
                random.nextBoolean() ? 7.5 : 1);
    }

    /** So many are on their way at most; others join when some have left, or a little later. */
    private List<CompletableFuture<float[]>> crowd(DeviceLoop loop, Bundle bundle, List<Job> jobs)
            throws InterruptedException {
        Random random = new Random(7);
        Semaphore room = new Semaphore(2 * SLOTS);
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        for (Job job : jobs) {
            room.acquire();
            Thread.sleep(random.nextInt(10));
            JobId id = ids.next();
            IntConsumer onStep =
                    step -> {
                        if (job.cancelled() && step == 1) {
                            loop.cancel(id);
                        }
                    };
            CompletableFuture<float[]> result = loop.expand(order(id, bundle, job, onStep));
            var _ = result.whenComplete((_, _) -> room.release());
            results.add(result);
        }
        room.acquire(2 * SLOTS);
        return results;
    }
}
