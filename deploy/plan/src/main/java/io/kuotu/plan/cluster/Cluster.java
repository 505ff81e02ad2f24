package io.kuotu.plan.cluster;

import io.kuotu.common.job.Tier;
import io.kuotu.plan.event.Agenda;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.scenario.Fleet;
import io.kuotu.plan.scenario.Scenario;
import io.kuotu.plan.scenario.Traffic;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A cluster in virtual time. One thread, no clock: a scenario and a profile have one outcome. Jobs
 * come for the scenario's time, and all of them are run to their end.
 */
@SuppressWarnings("EnumOrdinal") // lists by tier: looked up for each event
public final class Cluster {
    private static final int MOMENTS = 240;

    private final Scenario scenario;
    private final SimulationProfile measured;
    private final Agenda agenda = new Agenda();
    private final SplittableRandom random;
    private final DeviceTimes times;
    private final DeviceUse use;
    private final List<TierLine> lines;
    private final Deque<SimWorker> workers = new ArrayDeque<>(); // the newest last
    private final Book book;
    private final Bills bills;
    private final Wait wait;
    private final long endNanos;
    private SimHost host;
    private int onHost; // workers
    private int serving;

    private Cluster(Scenario scenario, SimulationProfile measured) {
        this.scenario = scenario;
        this.measured = measured;
        Profile profile = new Profile(measured.device(), measured.bundles());
        this.random = new SplittableRandom(scenario.seed());
        this.endNanos = Math.round(scenario.durationS() * 1e9);
        this.times = new DeviceTimes(profile, scenario.speed(), scenario.fleet().batchSizes());
        this.use = new DeviceUse(Math.round(scenario.warmUpS() * 1e9), endNanos);
        this.lines = Stream.generate(TierLine::new).limit(Tier.values().length).toList();
        this.book = new Book(scenario);
        this.bills = new Bills(Math.round(scenario.warmUpS() * 1e9), endNanos);
        this.host = newHost();
        Fleet fleet = scenario.fleet();
        this.wait =
                new Wait(
                        lines,
                        profile.pixelStepsPerSecond() * scenario.speed() * fleet.devices(),
                        fleet.lanesPerTier());
    }

    /**
     * Runs a scenario. Throws {@link IllegalArgumentException} where the profile lacks times that
     * it needs.
     */
    public static Outcome run(Scenario scenario, SimulationProfile measured) {
        return new Cluster(scenario, measured).run();
    }

    private Outcome run() {
        Effort effort = Effort.begin();
        SplittableRandom arrivals = random.split();
        for (int i = 0; i < scenario.fleet().workers(); i++) {
            SimWorker worker = newWorker(0);
            worker.serve(0);
        }
        PhaseTimes phases = new PhaseTimes(measured, scenario.speed());
        for (Traffic traffic : scenario.traffic()) {
            new ArrivalStream(this, traffic, phases, arrivals.split()).start();
        }
        long every = Math.max(1, endNanos / MOMENTS);
        agenda.add(0, new Moments(every));
        scenario.autoscaler().ifPresent(rules -> new Scaler(this, rules).start());
        while (agenda.step()) {}
        return outcome(effort);
    }

    /** Writes down how things stand, until all is done. */
    private final class Moments implements Agenda.Event {
        private final long every;

        Moments(long every) {
            this.every = every;
        }

        @Override
        public void happen(long now) {
            book.moment(now, lines, serving, workers.size(), now == 0 ? 0 : every / 1e9);
            if (isUnderWay(now)) {
                agenda.add(now + every, this);
            }
        }
    }

    private Outcome outcome(Effort effort) {
        if (!book.areAllDone()) {
            throw new IllegalStateException("jobs were lost: no worker serves");
        }
        Outcome.Bill bill =
                bills.bill(scenario.pricePerWorkerHour(), book.arrivals(), agenda.now());
        double deviceNanos = bills.measuredNanos() * scenario.fleet().devices();
        return new Outcome(
                scenario,
                measured.device(),
                book.arrivals(),
                book.tiers(lines),
                new Outcome.Use(use.busyNanos() / deviceNanos, use.meanBatch(), use.fill()),
                bill,
                book.course(),
                effort.end(agenda.added(), use.turns()));
    }

    /** Whether anything may still happen to a job. */
    boolean isUnderWay(long now) {
        return now < endNanos || !book.areAllDone();
    }

    /** Starts one; it is paid for from now on. */
    SimWorker newWorker(long now) {
        if (onHost == scenario.fleet().workersPerHost()) {
            host = newHost();
            onHost = 0;
        }
        onHost++;
        SimDevice[] devices = new SimDevice[scenario.fleet().devices()];
        Arrays.setAll(devices, _ -> newDevice());
        SimWorker worker = new SimWorker(this, host, List.of(devices));
        workers.add(worker);
        bills.came(now);
        return worker;
    }

    private SimHost newHost() {
        return new SimHost(agenda, scenario.fleet().sharedProcessors());
    }

    private SimDevice newDevice() {
        Fleet fleet = scenario.fleet();
        return new SimDevice(agenda, times, fleet.slots(), use, host, fleet.devicesUseProcessors());
    }

    /** The newest go first; what they hold they end. */
    void shrink(int count, long now) {
        List<SimWorker> gone = new ArrayList<>();
        for (int i = 0; i < count && workers.size() > 1; i++) {
            gone.add(workers.removeLast());
        }
        gone.forEach(worker -> worker.drain(now));
    }

    void gone(long now) {
        bills.went(now);
    }

    void serves(int more) {
        serving += more;
    }

    /**
     * Of its caller's request.
     *
     * @param accept ns until its record is there
     */
    void arrive(SimJob job, long accept) {
        book.arrived();
        TierLine line = lines.get(job.tier().ordinal());
        agenda.add(
                agenda.now() + accept,
                now -> {
                    wait.tick(now, serving);
                    line.arrive(job, now);
                });
    }

    void ended(SimJob job, long now) {
        wait.tick(now, serving);
        wait.ended(job.cost());
        book.ended(job, now);
    }

    /** Of a lane that is free, until it asks. */
    long pollNanos() {
        return scenario.overheads().poll().draw(random);
    }

    Scenario scenario() {
        return scenario;
    }

    Agenda agenda() {
        return agenda;
    }

    List<TierLine> lines() {
        return lines;
    }

    /** Workers that are wanted: those that start among them, those that drain not. */
    int wanted() {
        return workers.size();
    }

    /** Estimated wait of a job that came now, s; NaN where nobody serves. */
    double waitS(Tier tier) {
        return wait.seconds(tier, serving);
    }
}
