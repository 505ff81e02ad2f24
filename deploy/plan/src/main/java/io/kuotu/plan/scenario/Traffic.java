package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.said;

import io.kuotu.common.job.Tier;
import java.util.List;

/**
 * Jobs of one tier that come in one way. A scenario may have several of a tier.
 *
 * @param tier of the jobs
 * @param arrivals when they come
 * @param jobs what they are, by share
 */
public record Traffic(Tier tier, Arrivals arrivals, List<JobKind> jobs) {
    public Traffic {
        said("tier", tier);
        said("arrivals", arrivals);
        said("jobs", jobs);
        jobs = List.copyOf(jobs);
        check(!jobs.isEmpty(), "jobs: is empty");
    }

    /** The same jobs at another rate. */
    public Traffic times(double factor) {
        return new Traffic(tier, arrivals.times(factor), jobs);
    }
}
