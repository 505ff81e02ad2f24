package io.kuotu.gateway.queue;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Cost;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue as workers see it, with what is in it priced: per tier the waiting jobs in the order of
 * their topic and the running ones with what is left of them; and how fast all that is served. An
 * approximation, see the gateway's DESIGN.md. The board's thread writes, any thread reads: a lock
 * is held for a few steps each.
 */
public final class QueueModel implements Board.Listener {
    private final Costs costs;
    private final Supplier<Crew> crew;
    private final Predicate<JobId> sharesRun;
    private final BiPredicate<String, Tier> isPaused; // by pool
    private final Map<JobId, Entry> entries = new HashMap<>();
    private final Map<Tier, TierQueue> tiers = new EnumMap<>(Tier.class);
    private final Speedometer speedometer = new Speedometer();
    private final String pool;
    private int waiting;
    private long version;

    /** A job that has not ended. There may be a million of them while a gateway starts. */
    private static final class Entry extends Line.Place {
        private final Job job;
        private final long denoising; // of the price
        private boolean running;
        private double done; // of the price

        private Entry(Job job, Cost cost) {
            super(cost.total());
            this.job = job;
            this.denoising = cost.denoising();
        }

        private double left() {
            return price() - done;
        }
    }

    private static final class TierQueue {
        private final Line line = new Line();
        private final Map<TenantId, Line.Load> tenants = new HashMap<>(); // what waits
        private int running;
        private double runningLeft;
        private double runningCost;

        private double work() {
            return line.all().cost() + runningLeft;
        }
    }

    /**
     * A tier at one moment.
     *
     * @param tier which
     * @param queued jobs that wait
     * @param running jobs that workers hold
     * @param cost of those that wait, pixel steps
     * @param rate pixel steps in a second that it gets now; 0 where no worker serves
     * @param next where a job would stand that came now
     */
    public record TierState(
            Tier tier, int queued, int running, long cost, double rate, Standing next) {}

    /**
     * @param sharesRun whether a job waits for another's run, and so takes nobody's turn
     */
    public QueueModel(Costs costs, Predicate<JobId> sharesRun) {
        this(costs, costs::crew, sharesRun, "", (_, _) -> false);
    }

    /**
     * @param pool that new jobs go to
     * @param isPaused whether a pool takes no job of a tier for now
     */
    public QueueModel(
            Costs costs,
            Predicate<JobId> sharesRun,
            String pool,
            BiPredicate<String, Tier> isPaused) {
        this(costs, costs::crew, sharesRun, pool, isPaused);
    }

    QueueModel(Costs costs, Supplier<Crew> crew, Predicate<JobId> sharesRun) {
        this(costs, crew, sharesRun, "", (_, _) -> false);
    }

    private QueueModel(
            Costs costs,
            Supplier<Crew> crew,
            Predicate<JobId> sharesRun,
            String pool,
            BiPredicate<String, Tier> isPaused) {
        this.pool = pool;
        this.isPaused = isPaused;
        this.costs = costs;
        this.sharesRun = sharesRun;
        this.crew = crew;
        for (Tier tier : Tier.values()) {
            tiers.put(tier, new TierQueue());
        }
    }

    /** On the board's thread. */
    @Override
    public void changed(JobView view, @Nullable LoggedEvent logged) {
        if (logged == null || logged.event() instanceof JobEvent.Requeued) {
            enter(view.job());
        }
        if (logged == null) {
            return;
        }
        Crew now = crew.get();
        synchronized (this) {
            Entry entry = entries.get(view.job().id());
            if (entry != null) {
                tick(logged.event().at(), now);
                happened(entry, view.state(), logged.event());
            }
        }
    }

    /** New, or no longer sharing a run that has come to nothing. */
    private void enter(Job job) {
        if (sharesRun.test(job.id())) {
            return;
        }
        Cost cost = costs.of(job.spec());
        synchronized (this) {
            if (!entries.containsKey(job.id())) {
                accepted(job, cost);
            }
        }
    }

    private void tick(Instant at, Crew now) {
        if (now.workers() > 0) {
            speedometer.tick(at, waiting > 0, now.pixelSteps());
        }
    }

    private void accepted(Job job, Cost cost) {
        tick(job.createdAt(), crew.get());
        Entry entry = new Entry(job, cost);
        of(job.tier()).line.append(entry);
        entries.put(job.id(), entry);
        waits(entry, 1);
    }

    private void waits(Entry entry, int sign) {
        waiting += sign;
        version++;
        of(entry.job.tier())
                .tenants
                .compute(
                        entry.job.tenant(),
                        (_, load) -> {
                            Line.Load more = new Line.Load(sign, sign * entry.price());
                            Line.Load sum = load == null ? more : load.plus(more);
                            return sum.jobs() == 0 ? null : sum;
                        });
    }

    private void happened(Entry entry, JobState state, JobEvent event) {
        version++;
        if (state.isTerminal()) {
            if (state == JobState.SUCCEEDED) {
                credit(entry, (double) entry.price());
            }
            leave(entry);
            entries.remove(entry.job.id());
        } else if (state == JobState.RUNNING && !entry.running) {
            leave(entry);
            entry.running = true;
            run(entry, 1);
        } else if (state == JobState.QUEUED && entry.running) {
            leave(entry);
            entry.running = false;
            entry.done = 0;
            of(entry.job.tier()).line.back(entry);
            waits(entry, 1);
        } else if (event instanceof JobEvent.Progressed progress) {
            credit(entry, reached(entry, progress));
        }
    }

    private static double reached(Entry entry, JobEvent.Progressed progress) {
        double part = (double) progress.step() / Math.max(1, progress.steps());
        if (progress.stage() == Stage.DENOISE) {
            return entry.denoising * part;
        }
        return progress.stage() == Stage.UPSCALE
                ? entry.denoising + (entry.price() - entry.denoising) * part
                : (double) entry.denoising;
    }

    private void credit(Entry entry, double reached) {
        double more = Math.min(reached, (double) entry.price()) - entry.done;
        if (!entry.running || more <= 0) {
            return;
        }
        entry.done += more;
        of(entry.job.tier()).runningLeft -= more;
        if (waiting > 0) {
            speedometer.done(more);
        }
    }

    /** From where it is. */
    private void leave(Entry entry) {
        if (entry.running) {
            run(entry, -1);
        } else {
            of(entry.job.tier()).line.leave(entry);
            waits(entry, -1);
        }
    }

    private void run(Entry entry, int sign) {
        TierQueue tier = of(entry.job.tier());
        tier.running += sign;
        tier.runningLeft = tier.running == 0 ? 0 : tier.runningLeft + sign * entry.left();
        tier.runningCost = tier.running == 0 ? 0 : tier.runningCost + sign * entry.price();
    }

    /** Of a job that waits; empty for any other. */
    public synchronized Optional<Standing> standing(JobId id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.running) {
            return Optional.empty();
        }
        return Optional.of(
                standing(
                        entry.job.pool(),
                        entry.job.tier(),
                        of(entry.job.tier()).line.ahead(entry)));
    }

    /** Of a job that came now. */
    public synchronized Standing next(Tier tier) {
        return standing(pool, tier, of(tier).line.all());
    }

    private Standing standing(String of, Tier tier, Line.Load ahead) {
        if (isPaused.test(of, tier)) {
            return new Standing(ahead.jobs(), Optional.empty(), true);
        }
        Crew now = crew.get();
        double rate = speedometer.rate(now.pixelSteps());
        if (now.workers() == 0 || rate <= 0) {
            return new Standing(ahead.jobs(), Optional.empty(), false);
        }
        double seconds = Fluid.seconds(tier, before(tier, ahead, now.lanes()), work(), rate);
        return new Standing(
                ahead.jobs(), Optional.of(Duration.ofNanos((long) (seconds * 1e9))), false);
    }

    /**
     * The work that is done in its tier before a job begins. It begins when one of the jobs that
     * workers hold makes room, so the others of these are then still half way, on average.
     */
    private double before(Tier name, Line.Load ahead, int lanes) {
        TierQueue tier = of(name);
        int jobs = ahead.jobs() + tier.running;
        if (jobs < lanes) {
            return 0;
        }
        double mean = (ahead.cost() + tier.runningCost) / jobs;
        double stillHeld = Math.max(0, lanes - 1) * mean / 2;
        double all = ahead.cost() + tier.runningLeft;
        return Math.max(all - stillHeld, all / (2.0 * jobs));
    }

    private Map<Tier, Double> work() {
        Map<Tier, Double> work = new EnumMap<>(Tier.class);
        tiers.forEach((tier, queue) -> work.put(tier, queue.work()));
        return work;
    }

    /** How long what a tenant has waiting in a tier will take alone; empty where nobody serves. */
    public synchronized Optional<Duration> own(TenantId tenant, Tier tier) {
        double rate = rate(tier);
        Line.Load load = of(tier).tenants.getOrDefault(tenant, Line.Load.NONE);
        return rate <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) (load.cost() / rate * 1e9)));
    }

    /** Pixel steps in a second that a tier gets beside the others; 0 where nobody serves. */
    private double rate(Tier tier) {
        return rate() * Fluid.share(tier, work());
    }

    /** Pixel steps in a second that all jobs get together; 0 where nobody serves. */
    public synchronized double rate() {
        Crew now = crew.get();
        return now.workers() == 0 ? 0 : speedometer.rate(now.pixelSteps());
    }

    /** About how long it takes until the next job ends, of all that run; empty if unknown. */
    public synchronized Optional<Duration> endsEvery() {
        double rate = rate();
        double running = tiers.values().stream().mapToInt(t -> t.running).sum();
        double cost = tiers.values().stream().mapToDouble(t -> t.runningCost).sum();
        return rate <= 0 || running == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) (cost / running / rate * 1e9)));
    }

    public synchronized TierState state(Tier tier) {
        TierQueue queue = of(tier);
        Line.Load waits = queue.line.all();
        return new TierState(
                tier, waits.jobs(), queue.running, waits.cost(), rate(tier), next(tier));
    }

    /** What waits and runs now, with pool and tier: for operators, who ask seldom. */
    public synchronized List<Waiting> all() {
        List<Waiting> all = new ArrayList<>(entries.size());
        entries.values().forEach(e -> all.add(new Waiting(e.job, e.running, e.price())));
        return all;
    }

    /**
     * A job that has not ended.
     *
     * @param price pixel steps
     */
    public record Waiting(Job job, boolean running, long price) {}

    /** What standings depend on; equal ones give equal standings. */
    record Version(long changes, Crew crew, Set<Tier> paused) {}

    synchronized Version version() {
        Set<Tier> paused = EnumSet.noneOf(Tier.class);
        for (Tier tier : Tier.values()) {
            if (isPaused.test(pool, tier)) {
                paused.add(tier);
            }
        }
        return new Version(version, crew.get(), paused);
    }

    private TierQueue of(Tier tier) {
        return requireNonNull(tiers.get(tier));
    }
}
