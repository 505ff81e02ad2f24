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
final class Scaler implements Agenda.Event {
    private final Cluster cluster;
    private final Autoscaler rules;
    private final Deque<Change> changes = new ArrayDeque<>(); // of the last period
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

    /** By the tier that asks for the most; the number that is, where no figure is known. */
    private int asked() {
        int current = cluster.wanted();
        int asked = 0;
        for (Map.Entry<Tier, Double> target : rules.target().entrySet()) {
            asked = Math.max(asked, asked(target.getKey(), target.getValue(), current));
        }
        return Math.clamp(asked, rules.least(), rules.most());
    }

    private int asked(Tier tier, double target, int current) {
        return switch (rules.metric()) {
            case WAIT -> byRatio(cluster.waitS(tier) / target, current);
            case LAG -> {
                TierLine line = cluster.lines().get(tier.ordinal());
                double workers = (line.waiting() + line.held()) / target;
                yield byRatio(workers / current, current);
            }
        };
    }

    private int byRatio(double ratio, int current) {
        return Double.isNaN(ratio) || Math.abs(ratio - 1) <= rules.tolerance()
                ? current
                : (int) Math.min(Integer.MAX_VALUE / 2, Math.ceil(current * ratio));
    }

    private void decide(int asked, long now) {
        int current = cluster.wanted();
        changes.removeIf(change -> change.at() <= now - nanos(rules.periodS()));
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
        int before = current - changes.stream().mapToInt(c -> Math.max(0, c.by())).sum();
        double byPercent = Math.ceil(before * (1 + rules.upPercent() / 100));
        return (int) Math.max(current, Math.max(byPercent, before + rules.upWorkers()));
    }

    private int leastAllowed(int current) {
        int before = current - changes.stream().mapToInt(c -> Math.min(0, c.by())).sum();
        return (int) Math.min(current, Math.floor(before * (1 - rules.downPercent() / 100)));
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
