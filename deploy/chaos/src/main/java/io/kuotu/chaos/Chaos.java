package io.kuotu.chaos;

import static java.util.stream.Collectors.toCollection;

import io.kuotu.chaos.cluster.Cluster;
import io.kuotu.chaos.cluster.Shape;
import io.kuotu.chaos.fault.Planned;
import io.kuotu.chaos.fault.Saboteur;
import io.kuotu.chaos.fault.Schedule;
import io.kuotu.chaos.fault.Vandal;
import io.kuotu.chaos.ledger.Census;
import io.kuotu.chaos.ledger.Evidence;
import io.kuotu.chaos.ledger.Inspector;
import io.kuotu.chaos.ledger.Ledger;
import io.kuotu.chaos.load.Callers;
import io.kuotu.chaos.load.Journal;
import io.kuotu.chaos.load.Journal.Acceptance;
import io.kuotu.chaos.load.Load;
import io.kuotu.chaos.load.Receiver;
import io.kuotu.chaos.topic.EventLog;
import io.kuotu.chaos.topic.Leases;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A run: start a cluster, let jobs flow, break it by the schedule, heal it, let it settle, and look
 * at everything. One thread, the caller's, goes through this; load and faults have their own.
 */
public final class Chaos {
    private static final int FIRST_JOBS = 8;
    private static final Duration FIRST_WITHIN = Duration.ofMinutes(2);
    private static final Duration STORE_AWAY = Duration.ofSeconds(30);
    private static final String POOL = "default";

    private final Options options;
    private final Consumer<String> told;

    /**
     * @param seed of the schedule and of the load
     * @param length of the time in which faults are done
     * @param interval between faults, on average
     * @param rate jobs per second
     * @param settle how long the healed cluster may take to end what it accepted
     * @param cluster what is broken
     */
    public record Options(
            long seed,
            Duration length,
            Duration interval,
            double rate,
            Duration settle,
            Cluster.Options cluster) {
        public Options {
            if (!length.isPositive() || !settle.isPositive() || !(rate > 0)) {
                throw new IllegalArgumentException("length, settle and rate are above 0");
            }
        }
    }

    private Chaos(Options options, Consumer<String> told) {
        this.options = options;
        this.told = told;
    }

    /** What a run would do, without running. */
    public static List<Planned> plan(Options options) {
        Duration fifth = options.length().dividedBy(5);
        Duration away = fifth.compareTo(STORE_AWAY) < 0 ? fifth : STORE_AWAY;
        return Schedule.draw(
                options.seed(),
                options.length(),
                options.cluster().shape(),
                new Schedule.Rules(options.interval(), away));
    }

    /**
     * Throws where the cluster cannot be started, or does not come up again after it was healed.
     *
     * @param told what happens, line by line
     */
    public static Ledger run(Options options, Consumer<String> told)
            throws IOException, InterruptedException {
        return new Chaos(options, told).run();
    }

    private Ledger run() throws IOException, InterruptedException {
        Files.createDirectories(options.cluster().folder());
        told.accept("starting " + words());
        try (Cluster cluster = Cluster.start(options.cluster());
                ObjectStore store = S3ObjectStore.open(cluster.store());
                Receiver receiver = Receiver.start(Cluster.WEBHOOK_SECRET);
                Callers callers = new Callers(cluster.gateways(), Cluster.KEY)) {
            Journal journal = new Journal();
            Path pictures = Files.createDirectories(cluster.folder().resolve("pictures"));
            Load.Rules rules =
                    new Load.Rules(options.seed(), options.rate(), pictures, receiver.url());
            try (Load load = new Load(rules, callers, journal)) {
                return run(cluster, store, receiver, callers, journal, load);
            }
        }
    }

    private Ledger run(
            Cluster cluster,
            ObjectStore store,
            Receiver receiver,
            Callers callers,
            Journal journal,
            Load load)
            throws IOException, InterruptedException {
        Inspector inspector = new Inspector(callers, store);
        firstJobs(load, inspector, journal);
        Census before = Census.take(cluster);
        long begin = System.nanoTime();
        load.start(options.length());
        Saboteur saboteur =
                new Saboteur(
                        cluster,
                        new Vandal(store, load, journal),
                        fault -> told.accept(fault.toString()));
        saboteur.carryOut(plan(options));
        sleepUntil(begin + options.length().toNanos());
        double seconds = (System.nanoTime() - begin) / 1e9;

        told.accept("healing, then waiting for what was accepted");
        cluster.heal();
        cluster.awaitUp();
        settle(cluster, inspector, journal, receiver);
        load.awaitCallers(Duration.ofSeconds(100));
        settle(cluster, inspector, journal, receiver);
        told.accept("looking at everything");
        Census after = Census.take(cluster);
        Set<String> jobs = jobs(journal);
        Evidence evidence =
                new Evidence(
                        journal.acceptances(),
                        inspector.allAnswers(jobs),
                        EventLog.read(cluster.bootstrapServers()),
                        inspector.outputs(jobs),
                        receiver.calls(),
                        journal.allWatched(),
                        new Evidence.Damage(journal.spoiledInputs(), journal.spoiledOutputs()),
                        Leases.unfinished(cluster.bootstrapServers(), POOL),
                        after.since(before, jobs.size()),
                        cluster.programs().stream().flatMap(p -> p.deaths().stream()).toList());
        return Ledger.of(new Ledger.Run(words(), saboteur.done(), seconds), journal, evidence);
    }

    private String words() {
        Shape shape = options.cluster().shape();
        return "seed %d: %d gateways, %d workers (%s), %s"
                .formatted(
                        options.seed(),
                        shape.gateways(),
                        shape.workers(),
                        shape.device(),
                        options.cluster().minio().isPresent()
                                ? "MinIO"
                                : "the embedded store, for there is no MinIO");
    }

    /** What does not work before it is broken is not worth breaking. */
    private void firstJobs(Load load, Inspector inspector, Journal journal)
            throws IOException, InterruptedException {
        for (int i = 0; i < FIRST_JOBS; i++) {
            load.send(load.newPicture());
        }
        if (!inspector.awaitEnds(jobs(journal), FIRST_WITHIN).isEmpty()) {
            throw new IOException(
                    "the first jobs did not end; see the logs in " + options.cluster().folder());
        }
        told.accept("it works; now it is broken");
    }

    private static Set<String> jobs(Journal journal) {
        return journal.acceptances().stream()
                .map(Acceptance::job)
                .collect(toCollection(TreeSet::new));
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
    }

    /** Ends first, then what follows them: webhooks, the last leases. */
    private void settle(Cluster cluster, Inspector inspector, Journal journal, Receiver receiver)
            throws InterruptedException {
        long end = System.nanoTime() + options.settle().toNanos();
        var _ = inspector.awaitEnds(jobs(journal), options.settle());
        while (System.nanoTime() - end < 0
                && !(leasesAreAnswered(cluster) && webhooksCame(journal, receiver))) {
            Thread.sleep(500);
        }
    }

    private static boolean leasesAreAnswered(Cluster cluster) throws InterruptedException {
        Map<String, Long> left = Leases.unfinished(cluster.bootstrapServers(), POOL);
        return left.values().stream().allMatch(records -> records == 0);
    }

    private static boolean webhooksCame(Journal journal, Receiver receiver) {
        Set<String> came = new TreeSet<>();
        receiver.calls().stream()
                .filter(Receiver.Call::taken)
                .forEach(call -> came.add(call.job()));
        return journal.acceptances().stream()
                .filter(Acceptance::calledBack)
                .allMatch(job -> came.contains(job.job()));
    }

    /** Where each process's log is, for whoever must find out why. */
    public static List<Path> logs(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".log")).sorted().toList();
        }
    }
}
