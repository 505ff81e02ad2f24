package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.notNegative;
import static io.kuotu.plan.scenario.Checks.positive;
import static io.kuotu.plan.scenario.Checks.within;

import io.kuotu.common.job.Tier;
import java.util.Map;

/**
 * Kubernetes' horizontal autoscaler on one of the gateway's figures, as KEDA sets it up.
 *
 * @param metric that is held near its target
 * @param target by tier; the tier that asks for the most workers decides
 * @param least workers
 * @param most workers
 * @param everyS seconds between two looks
 * @param metricAgeS seconds that the figure is old when it is looked at: scrape and poll
 * @param tolerance part by which the figure may be off its target before anything is done
 * @param startS seconds from the decision to a worker that takes jobs: node, image, models
 * @param upPercent the number may grow by so much within {@code periodS}, or ...
 * @param upWorkers ... by so many, whichever is more
 * @param downPercent the number may shrink by so much within {@code periodS}
 * @param periodS seconds
 * @param stabilizationS the number shrinks to the highest that was asked for in so many seconds
 */
public record Autoscaler(
        Metric metric,
        Map<Tier, Double> target,
        int least,
        int most,
        double everyS,
        double metricAgeS,
        double tolerance,
        double startS,
        double upPercent,
        int upWorkers,
        double downPercent,
        double periodS,
        double stabilizationS) {
    /** Figures of the gateway that it can follow. */
    public enum Metric {
        /**
         * {@code kuotu_gateway_queue_wait_seconds}, metric type Value: the number of workers grows
         * as the figure is above its target, in seconds.
         */
        WAIT,
        /**
         * {@code kuotu_gateway_share_group_lag}, metric type AverageValue: as many workers as the
         * figure holds the target, in jobs for each worker.
         */
        LAG
    }

    public Autoscaler {
        target = Map.copyOf(target);
        check(!target.isEmpty(), "target: names no tier");
        target.forEach((tier, value) -> positive("target." + tier.label(), value));
        positive("least", least);
        check(most >= least, "most: " + most + " is below least, " + least);
        positive("every_s", everyS);
        notNegative("metric_age_s", metricAgeS);
        within("tolerance", tolerance, 0, 1);
        notNegative("start_s", startS);
        notNegative("up_percent", upPercent);
        notNegative("up_workers", upWorkers);
        within("down_percent", downPercent, 0, 100);
        positive("period_s", periodS);
        notNegative("stabilization_s", stabilizationS);
    }
}
