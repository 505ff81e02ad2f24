package io.kuotu.plan.cluster;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.event.Agenda;
import io.kuotu.plan.scenario.Autoscaler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Kubernetes' horizontal autoscaler: looks at the figure every so often, asks for a number of
 * workers, grows as fast as its rules allow, and shrinks only to the highest number that was asked
 * for of late.
 */
@SuppressWarnings("EnumOrdinal") // lists by tier: looked up for each event
final class Scaler implements Agenda.Event {
    private final Cluster cluster;
    private final Autoscaler rules;
    private final Deque<Change> changes = new ArrayDeque<>(); // all of the run
    private final Deque<Wish> wishes = new ArrayDeque<>(); // of the time of stabilization

    private record Change(long at, int by) {}

    private record Wish(long at, int workers) {}

    Scaler(Cluster cluster, Autoscaler rules) {
        this.cluster = cluster;
        this.rules = rules;
    }

    void start() {
        cluster.agenda().add(nanos(rules.everyS()), this);
    }

    /** The figure is read now, and known to the autoscaler when it is so old. */
    @Override
    public void happen(long now) {
        int asked = asked();
        cluster.agenda().add(now + nanos(rules.metricAgeS()), then -> decide(asked, then));
        if (cluster.isUnderWay(now)) {
            cluster.agenda().add(now + nanos(rules.everyS()), this);
        }
    }

    /** What asks for the most; the number that is, where a figure is not known. */
    private int asked() {
        int current = cluster.wanted();
        int asked = rules.lag() == 0 ? 0 : byRatio(lag() / rules.lag() / current, current);
        for (Map.Entry<Tier, Double> wait : rules.waitS().entrySet()) {
            double ratio = cluster.waitS(wait.getKey()) / wait.getValue();
            asked = Math.max(asked, byRatio(ratio, current));
        }
        return Math.clamp(asked, rules.least(), rules.most());
    }

    private double lag() {
        double lag = 0;
        for (Tier tier : Tier.values()) {
            TierLine line = cluster.lines().get(tier.ordinal());
            int most = rules.lagMost().getOrDefault(tier, Integer.MAX_VALUE);
            lag += Math.min(most, line.waiting() + line.held());
        }
        return lag;
    }

    private int byRatio(double ratio, int current) {
        return Double.isNaN(ratio) || Math.abs(ratio - 1) <= rules.tolerance()
                ? current
                : (int) Math.min(1e9, Math.ceil(current * ratio));
    }

    private void decide(int asked, long now) {
        int current = cluster.wanted();
        wishes.removeIf(wish -> wish.at() <= now - nanos(rules.stabilizationS()));
        wishes.add(new Wish(now, asked));
        int stable = wishes.stream().mapToInt(Wish::workers).max().orElse(asked);
        if (asked > current) {
            grow(Math.min(asked, mostAllowed(current)) - current, now);
        } else if (stable < current) {
            shrink(current - Math.max(stable, leastAllowed(current)), now);
        }
    }

    /** Of what there was when the period began. */
    private int mostAllowed(int current) {
        int grown = changed(rules.up(), 1);
        return Math.max(current, current - grown + rules.up().of(current - grown));
    }

    private int leastAllowed(int current) {
        int gone = changed(rules.down(), -1);
        return Math.min(current, current + gone - rules.down().of(current + gone));
    }

    /** Workers that came (1) or went (-1) within the period. */
    private int changed(Autoscaler.Pace pace, int way) {
        long since = cluster.agenda().now() - nanos(pace.periodS());
        return changes.stream()
                .filter(change -> change.at() > since)
                .mapToInt(change -> Math.max(0, way * change.by()))
                .sum();
    }

    private void grow(int by, long now) {
        for (int i = 0; i < by; i++) {
            SimWorker worker = cluster.newWorker(now);
            cluster.agenda().add(now + nanos(rules.startS()), worker::serve);
        }
        note(by, now);
    }

    private void shrink(int by, long now) {
        cluster.shrink(by, now);
        note(-by, now);
    }

    private void note(int by, long now) {
        if (by != 0) {
            changes.add(new Change(now, by));
        }
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
