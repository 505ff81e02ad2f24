package io.kuotu.chaos.fault;

import io.kuotu.chaos.cluster.Cluster;
import io.kuotu.chaos.link.Condition;
import io.kuotu.chaos.program.SkewedClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries a schedule out: each fault on a virtual thread of its own, which also undoes it. */
public final class Saboteur {
    private static final Logger LOG = LoggerFactory.getLogger(Saboteur.class);

    private final Cluster cluster;
    private final Vandal vandal;
    private final Consumer<Planned> told;
    private final Map<String, Integer> done = new TreeMap<>(); // guarded by itself
    private final Phaser underWay = new Phaser(1);

    /**
     * @param vandal for what is done to stored objects
     * @param told of each fault when it begins
     */
    public Saboteur(Cluster cluster, Vandal vandal, Consumer<Planned> told) {
        this.cluster = cluster;
        this.vandal = vandal;
        this.told = told;
    }

    /** Returns when all is done and undone. */
    public void carryOut(List<Planned> schedule) throws InterruptedException {
        long begin = System.nanoTime();
        for (Planned planned : schedule) {
            sleepUntil(begin + planned.at().toNanos());
            told.accept(planned);
            underWay.register();
            Thread _ = Thread.ofVirtual().name(planned.fault().kind()).start(() -> one(planned));
        }
        underWay.awaitAdvanceInterruptibly(underWay.arrive());
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
    }

    private void one(Planned planned) {
        try {
            boolean served = serves(planned.fault());
            if (inflict(planned.fault())) {
                String kind = planned.fault().kind() + (served ? "" : ", while it was starting");
                synchronized (done) {
                    done.merge(kind, 1, Integer::sum);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} was not done: {}", planned, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.arriveAndDeregister();
        }
    }

    /** Whether a program that is killed had begun to serve; of all else: yes. */
    private boolean serves(Fault fault) {
        return switch (fault) {
            case Fault.Kill(var target, _) -> cluster.program(target).isReady();
            case Fault.Freeze _, Fault.Fill _, Fault.Cut _, Fault.Stall _, Fault.Slow _ -> true;
            case Fault.Skew _, Fault.SpoilInput _, Fault.SpoilOutput _ -> true;
        };
    }

    /** Whether it was done. Returns when it is undone. */
    private boolean inflict(Fault fault) throws IOException, InterruptedException {
        return switch (fault) {
            case Fault.Kill(var target, var length) -> kill(target, length);
            case Fault.Freeze(var target, var length) -> freeze(target, length);
            case Fault.Fill(_, var length) -> fill(length);
            case Fault.Cut(var link, var length) -> on(link, new Condition.Cut(), length);
            case Fault.Stall(var link, var length) -> on(link, new Condition.Stalled(), length);
            case Fault.Slow(var link, var length, var latency, var bytes) ->
                    on(link, new Condition.Slow(latency, bytes), length);
            case Fault.Skew(var target, var length, var by) -> skew(target, length, by);
            case Fault.SpoilInput _ -> vandal.spoilInput();
            case Fault.SpoilOutput _ -> vandal.spoilOutput();
        };
    }

    private boolean kill(String target, Duration length) throws InterruptedException {
        boolean killed = cluster.program(target).kill(length);
        Thread.sleep(length);
        return killed;
    }

    private boolean freeze(String target, Duration length)
            throws IOException, InterruptedException {
        boolean frozen = cluster.program(target).freeze();
        try {
            Thread.sleep(length);
        } finally {
            cluster.program(target).thaw();
        }
        return frozen;
    }

    private boolean fill(Duration length) throws IOException, InterruptedException {
        try {
            cluster.disk().fill();
            Thread.sleep(length);
        } finally {
            cluster.disk().relieve();
        }
        return true;
    }

    private boolean on(String link, Condition condition, Duration length)
            throws InterruptedException {
        cluster.link(link).become(condition);
        try {
            Thread.sleep(length);
        } finally {
            cluster.link(link).become(new Condition.Open());
        }
        return true;
    }

    private boolean skew(String target, Duration length, Duration by)
            throws IOException, InterruptedException {
        SkewedClock.set(cluster.clock(target), by);
        try {
            Thread.sleep(length);
        } finally {
            SkewedClock.set(cluster.clock(target), Duration.ZERO);
        }
        return true;
    }

    /** How many of each kind were done. */
    public Map<String, Integer> done() {
        synchronized (done) {
            return Map.copyOf(done);
        }
    }
}
