package io.kuotu.plan.cluster;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.outcome.Moment;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.outcome.Times;
import io.kuotu.plan.scenario.Arrivals;
import io.kuotu.plan.scenario.Objective;
import io.kuotu.plan.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what became of jobs, and how things stood. */
@SuppressWarnings("EnumOrdinal") // lists by tier: looked up for each event
final class Book {
    private final Scenario scenario;
    private final long from; // ns
    private final List<Longs> waits = new ArrayList<>(); // by tier
    private final List<Longs> totals = new ArrayList<>();
    private final long[] lastLate = new long[Tier.values().length]; // arrival, ns; -1: none
    private final List<Moment> course = new ArrayList<>();
    private long arrived;
    private long ended;
    private long arrivedAtLastMoment;

    Book(Scenario scenario) {
        this.scenario = scenario;
        this.from = Math.round(scenario.warmUpS() * 1e9);
        for (Tier tier : Tier.values()) {
            waits.add(new Longs());
            totals.add(new Longs());
            lastLate[tier.ordinal()] = -1;
        }
    }

    void arrived() {
        arrived++;
    }

    void ended(SimJob job, long now) {
        ended++;
        int tier = job.tier().ordinal();
        long total = job.sinceRequest(now);
        if (job.arrived() >= from) {
            waits.get(tier).add(job.taken() - job.arrived());
            totals.get(tier).add(total);
        }
        Objective objective = scenario.objectives().get(job.tier());
        if (objective != null && total > objective.withinS() * 1e9) {
            lastLate[tier] = Math.max(lastLate[tier], job.arrived());
        }
    }

    boolean areAllDone() {
        return arrived == ended;
    }

    long arrivals() {
        return arrived;
    }

    void moment(long now, List<TierLine> lines, int serving, int paid, double sinceS) {
        double rate = sinceS == 0 ? 0 : (arrived - arrivedAtLastMoment) / sinceS;
        arrivedAtLastMoment = arrived;
        course.add(
                new Moment(
                        now / 1e9,
                        lines.stream().map(TierLine::waiting).toList(),
                        lines.stream().map(TierLine::held).toList(),
                        serving,
                        paid,
                        rate));
    }

    List<Moment> course() {
        return course;
    }

    /** Of tiers that had jobs. */
    List<TierOutcome> tiers(List<TierLine> lines) {
        List<TierOutcome> outcomes = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            long[] total = totals.get(tier.ordinal()).sorted();
            if (total.length > 0) {
                outcomes.add(
                        new TierOutcome(
                                tier,
                                Times.of(waits.get(tier.ordinal()).sorted()),
                                Times.of(total),
                                lines.get(tier.ordinal()).most(),
                                promise(tier, total)));
            }
        }
        return outcomes;
    }

    private Optional<TierOutcome.Promise> promise(Tier tier, long[] total) {
        return Optional.ofNullable(scenario.objectives().get(tier))
                .map(
                        o ->
                                new TierOutcome.Promise(
                                        o.percentile(),
                                        o.withinS(),
                                        Times.at(total, o.percentile()),
                                        lateS(tier)));
    }

    private double lateS(Tier tier) {
        double spikeS =
                scenario.traffic().stream()
                        .flatMap(t -> t.arrivals().spike().stream())
                        .mapToDouble(Arrivals.Spike::atS)
                        .min()
                        .orElse(0);
        return Math.max(0, lastLate[tier.ordinal()] / 1e9 - spikeS);
    }
}
