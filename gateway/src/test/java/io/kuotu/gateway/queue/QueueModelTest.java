package io.kuotu.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where jobs stand, and how true what they are told is. */
class QueueModelTest {
    private static final List<Tier> TIERS = List.of(Tier.values());
    private static final TenantId ACME = new TenantId("acme");

    private final QueueSimulation world = new QueueSimulation(1, 0.5);

    private int position(Job job) {
        return world.model().standing(job.id()).map(Standing::position).orElse(-1);
    }

    private Job submit(Tier tier) {
        return world.submit(tier, ACME, world.randomSpec());
    }

    private void tell(JobEvent event) {
        world.board().read(Topics.EVENTS, 0, "", JsonCodec.encode(event));
    }

    @Test
    void positionsCountTheJobsOfTheTierThatComeBefore() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submit(Tier.INTERACTIVE);
            jobs.add(submit(Tier.STANDARD));
        }
        assertThat(jobs.stream().map(this::position)).containsExactly(0, 1, 2, 3, 4);
        assertThat(world.model().next(Tier.STANDARD).position()).isEqualTo(5);
        Instant now = world.clock().instant();
        tell(new JobEvent.Started(jobs.get(0).id(), now, "w", 1, "b@1"));
        tell(new JobEvent.Cancelled(jobs.get(2).id(), now));
        assertThat(jobs.stream().map(this::position)).containsExactly(-1, 0, -1, 1, 2);
        Problem reason = Problem.of(ErrorCode.SHUTTING_DOWN, "as the test wants it");
        tell(new JobEvent.Requeued(jobs.get(0).id(), now, reason));
        assertThat(jobs.stream().map(this::position)).containsExactly(0, 1, -1, 2, 3);
        assertThat(world.model().state(Tier.STANDARD).queued()).isEqualTo(4);
    }

    @Test
    void tiersShareByWeight() {
        double rate = 12;
        Map<Tier, Double> all =
                Map.of(Tier.INTERACTIVE, 80.0, Tier.STANDARD, 30.0, Tier.BULK, 10.0);
        all.forEach( // they end together
                (tier, work) -> assertThat(Fluid.seconds(tier, work, all, rate)).isEqualTo(10));
        assertThat(Fluid.seconds(Tier.BULK, 20, all, rate)).isEqualTo(10 + 10 / 12.0);
        assertThat(Fluid.seconds(Tier.BULK, 12, Map.of(), rate)).isEqualTo(1);
        assertThat(Fluid.seconds(Tier.BULK, 0, all, rate)).isZero();
        assertThat(Fluid.share(Tier.STANDARD, all)).isEqualTo(0.25);
    }

    /** What waiting jobs were told when they came, by how long they then waited. */
    @ParameterizedTest
    @CsvSource({"1, 0.5, false", "2, 0.15, false", "3, 0.9, false", "4, 0.5, true"})
    void etasAreTrueWhereTheRateIsSteady(long seed, double share, boolean mixed) {
        QueueSimulation sim = new QueueSimulation(seed, share);
        Random random = new Random(seed);
        record Told(Job job, Instant at, Duration eta) {}
        List<Told> told = new ArrayList<>();
        double meanCost = 0;
        for (int i = 0; i < 200; i++) {
            meanCost += sim.costs().of(sim.randomSpec()).total() / 200.0;
        }
        int ticks = (int) (400 * meanCost / sim.rate() / 0.05); // of some hundred jobs
        double perTick = 0.05 * sim.rate() / meanCost;
        for (int tick = 0; tick < ticks; tick++) {
            double busy =
                    tick < ticks / 4 ? 1.5 : tick < ticks * 2 / 3 ? 1 : 0; // builds up, then goes
            if (random.nextDouble() < perTick * busy) {
                Tier tier = mixed ? TIERS.get(random.nextInt(3)) : Tier.STANDARD;
                Job job = sim.submit(tier, ACME, sim.randomSpec());
                sim.model()
                        .standing(job.id())
                        .flatMap(Standing::eta)
                        .ifPresent(eta -> told.add(new Told(job, sim.clock().instant(), eta)));
            }
            sim.step();
        }
        List<Double> errors = new ArrayList<>();
        for (Told each : told.subList(told.size() / 8, told.size())) { // once it has seen some work
            Duration waited =
                    sim.startOf(each.job())
                            .map(start -> Duration.between(each.at(), start))
                            .orElse(Duration.ofDays(1));
            if (waited.compareTo(Duration.ofSeconds(1)) > 0) {
                errors.add(Math.abs((double) each.eta().toMillis() / waited.toMillis() - 1));
            }
        }
        Collections.sort(errors);
        double median = errors.get(errors.size() / 2);
        System.out.printf(
                "ETA of %d jobs at %.2f of the told speed, %s: median error %.1f %%, nine tenths"
                        + " below %.1f %%%n",
                errors.size(),
                share,
                mixed ? "all tiers" : "one tier",
                100 * median,
                100 * errors.get(errors.size() * 9 / 10));
        assertThat(errors.size()).isGreaterThan(100);
        assertThat(median).isLessThan(mixed ? 0.5 : 0.25);
    }

    @Test
    void aHundredThousandWaitingJobsAreNoBurden() {
        JobSpec spec = new SampleJobs(1).expansion().spec();
        Job last = world.submit(Tier.BULK, ACME, spec);
        for (int i = 0; i < 100_000; i++) {
            last = world.submit(Tier.BULK, ACME, spec);
        }
        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            assertThat(position(last)).isEqualTo(100_000);
        }
        Duration each = Duration.ofNanos((System.nanoTime() - start) / 1000);
        assertThat(each).isLessThan(Duration.ofMillis(1)); // it takes some µs
    }

    @Test
    void theFeedTellsWhatIsNews_atOnceAndThenNowAndThen() {
        Job before = submit(Tier.STANDARD);
        Job job = submit(Tier.STANDARD);
        List<Standing> told = Collections.synchronizedList(new ArrayList<>());
        try (PositionFeed feed = PositionFeed.start(world.model(), Duration.ofMillis(20))) {
            PositionFeed.Listener listener = told::add;
            feed.listen(job.id(), listener);
            await().until(() -> told.size() == 1);
            assertThat(told.getFirst().position()).isEqualTo(1);
            submit(Tier.STANDARD); // behind it: no news
            Instant now = world.clock().instant();
            tell(new JobEvent.Started(before.id(), now, "w", 1, "b@1"));
            await().until(() -> told.size() > 1);
            assertThat(told.getLast().position()).isZero();
            feed.unlisten(listener);
        }
    }
}
