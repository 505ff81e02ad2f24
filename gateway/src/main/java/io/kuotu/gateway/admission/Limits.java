package io.kuotu.gateway.admission;

import io.kuotu.common.job.Tier;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much a tenant may ask for.
 *
 * @param weight its part of a queue, beside other tenants' weights; 1 is usual
 * @param requests jobs; empty is no limit
 * @param cost in pixel steps; empty is no limit
 * @param maxInFlight jobs that it may have queued and running
 * @param maxQueueWait that a job may have before it; tiers that are not there have no limit
 * @param tiers that it may use
 * @param overLimit what becomes of jobs beyond rate, cost and wait, unless the request says
 */
public record Limits(
        double weight,
        Optional<Rate> requests,
        Optional<Rate> cost,
        int maxInFlight,
        Map<Tier, Duration> maxQueueWait,
        Set<Tier> tiers,
        OverLimit overLimit) {
    public Limits {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight must be above 0");
        }
        if (maxInFlight < 0) {
            throw new IllegalArgumentException("max_in_flight must not be negative");
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("tiers: name one or more");
        }
        maxQueueWait = Map.copyOf(maxQueueWait);
        tiers = Set.copyOf(tiers);
    }

    /** All tiers, and no limit but this one. */
    public static Limits inFlight(int most) {
        return new Limits(
                1,
                Optional.empty(),
                Optional.empty(),
                most,
                Map.of(),
                EnumSet.allOf(Tier.class),
                OverLimit.REFUSE);
    }
}
