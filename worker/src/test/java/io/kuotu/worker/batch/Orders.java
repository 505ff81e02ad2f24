package io.kuotu.worker.batch;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.bundle.Schedule;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Orders for {@link FakeModels}; what is not said is an ordinary one.
 *
 * @param claim for whom
 * @param size of the canvas
 * @param steps of the sample
 * @param seed names it in the fake
 */
public record Orders(Claim claim, CanvasSize size, int steps, long seed) {
    public static final CanvasSize SMALL = new CanvasSize(16, 8);
    public static final CanvasSize LARGE = new CanvasSize(24, 16);
    private static final NoiseSchedule SCHEDULE =
            NoiseSchedule.of(Schedule.cosine(1000, Schedule.Prediction.VELOCITY));

    private static final Map<Integer, StepPath> PATHS = new ConcurrentHashMap<>(); // by steps

    public static Orders of(JobId job) {
        Instant deadline = SampleJobs.NOW.plus(Duration.ofHours(1));
        return new Orders(
                new Claim(job, new TenantId("acme"), Tier.STANDARD, deadline), SMALL, 1, 1);
    }

    public Orders tier(Tier tier) {
        return with(new Claim(claim.job(), claim.tenant(), tier, claim.deadline()));
    }

    public Orders tenant(String tenant) {
        return with(new Claim(claim.job(), new TenantId(tenant), claim.tier(), claim.deadline()));
    }

    public Orders deadline(Instant deadline) {
        return with(new Claim(claim.job(), claim.tenant(), claim.tier(), deadline));
    }

    private Orders with(Claim other) {
        return new Orders(other, size, steps, seed);
    }

    public Orders size(CanvasSize other) {
        return new Orders(claim, other, steps, seed);
    }

    public Orders steps(int other) {
        return new Orders(claim, size, other, seed);
    }

    public Orders seed(long other) {
        return new Orders(claim, size, steps, other);
    }

    public SampleOrder order() {
        return order(_ -> {});
    }

    public SampleOrder order(IntConsumer onStep) {
        return order(onStep, Optional.empty());
    }

    public SampleOrder watched(Watcher watcher) {
        return order(_ -> {}, Optional.of(watcher));
    }

    private SampleOrder order(IntConsumer onStep, Optional<Watcher> watcher) {
        return new SampleOrder(
                claim,
                FakeModels.BUNDLE,
                new WorkingCanvas(
                        size, new float[3 * size.pixels()], new float[size.pixels() / 64]),
                PATHS.computeIfAbsent(
                        steps, count -> StepPath.of(SCHEDULE, Sampler.DDIM, count, 1)),
                seed,
                Optional.empty(),
                onStep,
                watcher);
    }

    public TileOrder tile() {
        return new TileOrder(claim, FakeModels.UPSCALER, size, new float[3 * size.pixels()]);
    }
}
