package io.kuotu.plan.cluster;

import io.kuotu.plan.event.Agenda;
import io.kuotu.plan.scenario.Arrivals;
import io.kuotu.plan.scenario.Traffic;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lets the jobs of one traffic come. A Poisson process of changing rate is one of the highest rate
 * of which some are left out (Lewis and Shedler's thinning).
 */
final class ArrivalStream implements Agenda.Event {
    private final Cluster cluster;
    private final Traffic traffic;
    private final List<JobShape> shapes;
    private final double[] upTo; // shares, added up
    private final SplittableRandom when;
    private final SplittableRandom what;
    private final double endS;
    private double nextS;
    private int recorded;

    ArrivalStream(Cluster cluster, Traffic traffic, PhaseTimes phases, SplittableRandom random) {
        this.cluster = cluster;
        this.traffic = traffic;
        this.shapes =
                traffic.jobs().stream()
                        .map(kind -> JobShape.of(kind, cluster.scenario().model(), phases))
                        .toList();
        this.upTo = new double[shapes.size()];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += traffic.jobs().get(i).share();
            upTo[i] = sum;
        }
        this.when = random.split();
        this.what = random.split();
        this.endS = cluster.scenario().durationS();
    }

    void start() {
        awaitNext();
    }

    private void awaitNext() {
        nextS = traffic.arrivals().times().isEmpty() ? poisson() : recorded();
        if (nextS < endS) {
            cluster.agenda().add(Math.round(nextS * 1e9), this);
        }
    }

    private double recorded() {
        List<Double> times = traffic.arrivals().times();
        return recorded < times.size() ? times.get(recorded++) : Double.POSITIVE_INFINITY;
    }

    private double poisson() {
        Arrivals arrivals = traffic.arrivals();
        double highest = arrivals.highestRate();
        if (highest == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double at = nextS;
        do {
            at += when.nextExponential() / highest;
        } while (at < endS && when.nextDouble() * highest > arrivals.rate(at));
        return at;
    }

    @Override
    public void happen(long now) {
        JobShape shape = shapes.get(drawn());
        JobDraws draws = JobDraws.of(cluster.scenario().overheads(), shape, what);
        cluster.arrive(
                new SimJob(cluster.agenda(), traffic.tier(), shape, draws, now), draws.accept());
        awaitNext();
    }

    private int drawn() {
        double place = what.nextDouble() * upTo[upTo.length - 1];
        int kind = 0;
        while (kind < upTo.length - 1 && place >= upTo[kind]) {
            kind++;
        }
        return kind;
    }
}
