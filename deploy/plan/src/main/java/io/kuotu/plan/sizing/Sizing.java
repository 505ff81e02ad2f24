package io.kuotu.plan.sizing;

import io.kuotu.plan.cluster.Cluster;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.TierOutcome;
import io.kuotu.plan.scenario.Scenario;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How many workers keep a scenario's promises, and what more of them would bring. A number counts
 * as enough where it is for each of several seeds; that more workers are never worse is assumed of
 * the search, not proven.
 */
public final class Sizing {
    private final Scenario scenario;
    private final SimulationProfile profile;
    private final int seeds;
    private final int most;
    private final TreeMap<Integer, Outcome> tried = new TreeMap<>(); // the worst seed's

    /**
     * @param scenario with promises; its autoscaler is left out
     * @param seeds that a number of workers must be enough for
     * @param most workers to be tried
     */
    public Sizing(Scenario scenario, SimulationProfile profile, int seeds, int most) {
        if (scenario.objectives().isEmpty()) {
            throw new IllegalArgumentException(
                    "objectives: name no tier, so any number of workers would do");
        }
        if (seeds < 1 || most < 1) {
            throw new IllegalArgumentException("seeds and workers are 1 or more");
        }
        this.scenario = scenario.withoutAutoscaler();
        this.profile = profile;
        this.seeds = seeds;
        this.most = most;
    }

    /**
     * The least number that is enough.
     *
     * @throws IllegalArgumentException where the most is not
     */
    public Outcome least() {
        int enough = Math.min(most, scenario.fleet().workers());
        int tooFew = 0;
        while (!outcome(enough).keepsPromises()) {
            if (enough == most) {
                throw new IllegalArgumentException(
                        "objectives: "
                                + most
                                + " workers do not keep them; the jobs alone may take longer");
            }
            tooFew = enough;
            enough = (int) Math.min(most, 2L * enough);
        }
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) >>> 1;
            if (outcome(middle).keepsPromises()) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return outcome(enough);
    }

    /** With more workers than a number, by these factors; equal numbers once. */
    public List<Outcome> headroom(int workers, List<Double> factors) {
        List<Outcome> outcomes = new ArrayList<>();
        factors.stream()
                .map(factor -> Math.max(1, (int) Math.ceil(workers * factor - 1e-9)))
                .distinct()
                .sorted()
                .forEach(count -> outcomes.add(outcome(count)));
        return outcomes;
    }

    /** All that were run, by workers. */
    public List<Outcome> tried() {
        return List.copyOf(tried.values());
    }

    private Outcome outcome(int workers) {
        return tried.computeIfAbsent(workers, this::worst);
    }

    /** By how far the promises are missed. */
    private Outcome worst(int workers) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            Scenario one = scenario.withWorkers(workers).withSeed(scenario.seed() + i);
            outcomes.add(Cluster.run(one, profile));
            if (!outcomes.getLast().keepsPromises()) {
                return outcomes.getLast();
            }
        }
        return outcomes.stream().max(Comparator.comparingDouble(Sizing::missed)).orElseThrow();
    }

    private static double missed(Outcome outcome) {
        return outcome.tiers().stream()
                .flatMap(tier -> tier.promise().stream())
                .mapToDouble(Sizing::missed)
                .max()
                .orElse(0);
    }

    private static double missed(TierOutcome.Promise promise) {
        return promise.tookS() / promise.withinS();
    }
}
