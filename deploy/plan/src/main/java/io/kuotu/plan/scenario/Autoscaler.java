package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.notNegative;
import static io.kuotu.plan.scenario.Checks.positive;
import static io.kuotu.plan.scenario.Checks.within;

import io.kuotu.common.job.Tier;
import java.util.Map;

/**
 * Kubernetes' horizontal autoscaler on the gateway's figures, as KEDA sets it up: whoever asks for
 * the most workers decides.
 *
 * @param waitS by tier: {@code kuotu_gateway_queue_wait_seconds} that is wanted at most, s (metric
 *     type Value: the workers grow as the figure is above it)
 * @param lag jobs that wait or run for each worker, {@code kuotu_gateway_share_group_lag} of all
 *     tiers (metric type AverageValue); 0: not looked at
 * @param lagMost by tier: as many of its jobs count at most
 * @param least workers
 * @param most workers
 * @param everyS seconds between two looks
 * @param metricAgeS seconds that a figure is old when it is looked at: scrape and poll
 * @param tolerance part by which a figure may be off before anything is done
 * @param startS seconds from the decision to a worker that takes jobs: node, image, models
 * @param up how fast the number may grow
 * @param down how fast it may shrink
 * @param stabilizationS it shrinks to the highest number that was asked for in so many seconds
 */
public record Autoscaler(
        Map<Tier, Double> waitS,
        double lag,
        Map<Tier, Integer> lagMost,
        int least,
        int most,
        double everyS,
        double metricAgeS,
        double tolerance,
        double startS,
        Pace up,
        Pace down,
        double stabilizationS) {
    /**
     * The larger of both, within a period.
     *
     * @param percent of the workers that there were when it began
     * @param workers by number
     * @param periodS seconds
     */
    public record Pace(double percent, int workers, double periodS) {
        public Pace {
            notNegative("percent", percent);
            notNegative("workers", workers);
            positive("period_s", periodS);
        }

        /** Of so many workers. */
        public int of(int before) {
            return (int) Math.max(Math.ceil(before * percent / 100), workers);
        }
    }

    public Autoscaler {
        waitS = Map.copyOf(waitS);
        lagMost = Map.copyOf(lagMost);
        notNegative("lag", lag);
        check(lag > 0 || !waitS.isEmpty(), "wait_s: names no tier, and lag is 0");
        waitS.forEach((tier, value) -> positive("wait_s." + tier.label(), value));
        lagMost.forEach((tier, value) -> notNegative("lag_most." + tier.label(), value));
        positive("least", least);
        check(most >= least, "most: " + most + " is below least, " + least);
        positive("every_s", everyS);
        notNegative("metric_age_s", metricAgeS);
        within("tolerance", tolerance, 0, 1);
        notNegative("start_s", startS);
        notNegative("stabilization_s", stabilizationS);
    }
}
