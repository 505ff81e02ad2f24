package io.kuotu.cli.bench.batching;

import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

/** What an arrival is to a bundle: a grey canvas, from noise, by DDIM. */
final class Samples {
    private static final TenantId TENANT = new TenantId("bench");

    private final Bundle bundle;
    private final Outpaint description;
    private final NoiseSchedule schedule;
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));

    Samples(Bundle bundle) {
        this.bundle = bundle;
        this.description = bundle.manifest().outpaint().orElseThrow();
        this.schedule = NoiseSchedule.of(description.schedule());
    }

    Bundle bundle() {
        return bundle;
    }

    StepPath path(int steps) {
        return StepPath.of(schedule, Sampler.DDIM, steps, 1);
    }

    WorkingCanvas grey(CanvasSize size) {
        float[] values = new float[3 * size.pixels()];
        Arrays.fill(values, 0.5f);
        float[] mask = new float[size.pixels() / (description.factor() * description.factor())];
        Arrays.fill(mask, 1);
        return new WorkingCanvas(size, values, mask);
    }

    SampleOrder order(Arrival arrival) {
        return order(arrival, Tier.STANDARD, _ -> {});
    }

    SampleOrder order(Arrival arrival, Tier tier, IntConsumer onStep) {
        return new SampleOrder(
                new Claim(ids.next(), TENANT, tier, Instant.MAX),
                bundle.name(),
                grey(arrival.size()),
                path(arrival.steps()),
                arrival.seed(),
                Optional.empty(),
                onStep,
                Optional.empty());
    }
}
