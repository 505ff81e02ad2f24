package io.kuotu.gateway.queue;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * A worker in virtual time: lanes take each tier's jobs in order, the device gives the tiers that
 * have some their weight's part and the jobs of a tier equal parts. It does not do what it told.
 */
public final class QueueSimulation {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int LANES = 4;
    private static final double TOLD = 10e6;

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final Random random;
    private final JobIds ids;
    private final double rate;
    private final Board board = new Board(Duration.ofHours(1), clock);
    private final Fleet fleet = new Fleet(clock);
    private final Costs costs = new Costs(fleet, clock);
    private final QueueModel model = new QueueModel(costs);
    private final Map<Tier, Deque<Job>> topics = new EnumMap<>(Tier.class);
    private final Map<Tier, List<Running>> lanes = new EnumMap<>(Tier.class);
    private final Map<JobId, Instant> started = new HashMap<>();
    private long offset;
    private int ticks;

    private static final class Running {
        private final Job job;
        private final double cost;
        private double done;

        private Running(Job job, double cost) {
            this.job = job;
            this.cost = cost;
        }
    }

    /**
     * @param share of what the worker tells that it does
     */
    public QueueSimulation(long seed, double share) {
        this.random = new Random(seed);
        this.ids = new JobIds(clock, random);
        this.rate = TOLD * share;
        for (Tier tier : Tier.values()) {
            topics.put(tier, new ArrayDeque<>());
            lanes.put(tier, new ArrayList<>());
        }
        board.listenToAll(model);
        beat();
    }

    public ManualClock clock() {
        return clock;
    }

    public Board board() {
        return board;
    }

    public QueueModel model() {
        return model;
    }

    public Costs costs() {
        return costs;
    }

    /** Pixel steps in a second that it does. */
    public double rate() {
        return rate;
    }

    private void beat() {
        WorkerStatus status =
                new WorkerStatus(
                        "w",
                        "default",
                        clock.instant(),
                        WorkerStatus.State.SERVING,
                        "cpu",
                        8,
                        0,
                        List.of(),
                        Optional.of(new WorkerStatus.Speed(TOLD, LANES)));
        fleet.read(Topics.WORKERS, 0, "w", JsonCodec.encode(status));
    }

    /** From a twentieth of a megapixel step to some. */
    public JobSpec randomSpec() {
        return new JobSpec.Expansion(
                new Canvas(256 + random.nextInt(512), 256, 0, 0, 250, 256),
                Optional.empty(),
                1,
                OptionalInt.of(2 + random.nextInt(30)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1 + random.nextInt(2),
                1,
                Rendition.PNG,
                false);
    }

    public Job submit(Tier tier, TenantId tenant, JobSpec spec) {
        Job like = new SampleJobs(1).job(spec);
        Instant now = clock.instant();
        Job job =
                new Job(
                        ids.next(),
                        tenant,
                        tier,
                        "default",
                        spec,
                        like.source(),
                        now,
                        now.plusSeconds(86_400),
                        Map.of(),
                        Optional.empty());
        of(topics, tier).add(job);
        board.read("jobs.default." + tier.label(), offset++, "", JobRecord.encode(job));
        return job;
    }

    private static <T> T of(Map<Tier, T> all, Tier tier) {
        return requireNonNull(all.get(tier));
    }

    private void tell(JobEvent event) {
        board.read(Topics.EVENTS, offset++, "", JsonCodec.encode(event));
    }

    /** A little time. */
    public void step() {
        clock.advance(STEP);
        if (++ticks % 100 == 0) {
            beat();
        }
        for (Tier tier : Tier.values()) {
            while (of(lanes, tier).size() < LANES && !of(topics, tier).isEmpty()) {
                take(of(topics, tier).remove());
            }
        }
        int weights = 0;
        for (Tier tier : Tier.values()) {
            weights += of(lanes, tier).isEmpty() ? 0 : tier.weight();
        }
        for (Tier tier : Tier.values()) {
            serve(tier, rate * tier.weight() / Math.max(1, weights));
        }
    }

    private void take(Job job) {
        double cost =
                (double)
                        Cost.of(job.spec(), new Cost.Models(Cost.Denoising.TYPICAL, List.of()))
                                .total();
        of(lanes, job.tier()).add(new Running(job, cost));
        started.put(job.id(), clock.instant());
        tell(new JobEvent.Started(job.id(), clock.instant(), "w", 1, "b@1"));
    }

    private void serve(Tier tier, double part) {
        double left = part * STEP.toMillis() / 1e3;
        List<Running> running = of(lanes, tier);
        while (left > 1 && !running.isEmpty()) {
            double each = left / running.size();
            left = 0;
            for (Running one : List.copyOf(running)) {
                double used = Math.min(each, one.cost - one.done);
                one.done += used;
                left += each - used;
                if (one.done >= one.cost - 1) {
                    running.remove(one);
                    tell(new JobEvent.Succeeded(one.job.id(), clock.instant(), List.of()));
                }
            }
        }
        if (ticks % 20 == 0) {
            running.forEach(this::progress);
        }
    }

    private void progress(Running one) {
        int thousandths = (int) (1000 * one.done / one.cost);
        tell(
                new JobEvent.Progressed(
                        one.job.id(), clock.instant(), Stage.DENOISE, thousandths, 1000));
    }

    public Optional<Instant> startOf(Job job) {
        return Optional.ofNullable(started.get(job.id()));
    }
}
