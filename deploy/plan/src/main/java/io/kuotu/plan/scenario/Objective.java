package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.positive;

/**
 * What a tier is promised.
 *
 * @param percentile of its jobs, e.g. 99, that end ...
 * @param withinS ... so many seconds after they were sent
 */
public record Objective(double percentile, double withinS) {
    public Objective {
        positive("percentile", percentile);
        Checks.check(percentile <= 100, "percentile: " + percentile + " is above 100");
        positive("within_s", withinS);
    }
}
