package io.kuotu.cli.plan;

import io.kuotu.common.job.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * When jobs of which tier are sent.
 *
 * @param jobs in the order of their times
 */
record JobPlan(List<Due> jobs) {
    /**
     * One job.
     *
     * @param s seconds after the begin
     */
    record Due(double s, Tier tier) {}

    JobPlan {
        jobs = List.copyOf(jobs);
    }

    /**
     * As a Poisson process: half of the jobs interactive, a third standard, the rest bulk.
     *
     * @param rate jobs in a second; without end, all come at once
     */
    static JobPlan poisson(int count, double rate, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Due> jobs = new ArrayList<>();
        double s = 0;
        for (int i = 0; i < count; i++) {
            s += random.nextExponential() / rate;
            double part = random.nextDouble();
            Tier tier = part < 0.5 ? Tier.INTERACTIVE : part < 5 / 6.0 ? Tier.STANDARD : Tier.BULK;
            jobs.add(new Due(s, tier));
        }
        return new JobPlan(jobs);
    }

    List<Double> of(Tier tier) {
        return jobs.stream().filter(due -> due.tier() == tier).map(Due::s).toList();
    }

    double lastS() {
        return jobs.getLast().s();
    }
}
