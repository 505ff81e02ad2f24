package io.kuotu.plan.cluster;

import io.kuotu.common.job.Tier;
import io.kuotu.gateway.queue.Fluid;
import io.kuotu.gateway.queue.Speedometer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code kuotu_gateway_queue_wait_seconds} would say: the gateway's own {@link Fluid} and
 * {@link Speedometer}, with the formula of its {@code QueueModel}. Of jobs that run it knows no
 * progress: each counts as half done.
 */
@SuppressWarnings("EnumOrdinal") // lists by tier: looked up for each event
final class Wait {
    private final List<TierLine> lines;
    private final double pixelSteps; // of a worker, in a second
    private final int lanes; // of a worker, for each tier
    private final Speedometer speedometer = new Speedometer();
    private boolean waited;

    Wait(List<TierLine> lines, double pixelSteps, int lanes) {
        this.lines = lines;
        this.pixelSteps = pixelSteps;
        this.lanes = lanes;
    }

    /** Before anything changes. */
    void tick(long now, int serving) {
        waited = lines.stream().anyMatch(line -> line.waiting() > 0);
        speedometer.tick(Instant.EPOCH.plusNanos(now + 1), waited, serving * pixelSteps);
    }

    /** A job of that cost. */
    void ended(long cost) {
        if (waited) {
            speedometer.done((double) cost);
        }
    }

    /** Of a job of the tier that came now; NaN where nobody serves. */
    double seconds(Tier tier, int serving) {
        double rate = speedometer.rate(serving * pixelSteps);
        if (serving == 0 || rate <= 0) {
            return Double.NaN;
        }
        Map<Tier, Double> work = new EnumMap<>(Tier.class);
        for (Tier each : Tier.values()) {
            TierLine line = lines.get(each.ordinal());
            work.put(each, line.cost() + line.heldCost() / 2.0);
        }
        return Fluid.seconds(tier, before(lines.get(tier.ordinal()), serving), work, rate);
    }

    /** Work that is done in the tier before a job begins. */
    private double before(TierLine line, int serving) {
        int all = serving * lanes;
        int jobs = line.waiting() + line.held();
        if (jobs < all) {
            return 0;
        }
        double mean = (double) (line.cost() + line.heldCost()) / jobs;
        double stillHeld = Math.max(0, all - 1) * mean / 2;
        double left = line.cost() + line.heldCost() / 2.0;
        return Math.max(left - stillHeld, left / (2.0 * jobs));
    }
}
