package io.kuotu.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random logs, read by several gateways, each at a pace of its own. */
class AgreementTest {
    private static final int EVENTS = 1000;
    private static final int GATEWAYS = 3;
    private static final List<Tier> TIERS = List.of(Tier.values());

    /** Writes what clients, gateways and workers may write, as far as the first gateway knows. */
    private static final class World {
        private final Random random;
        private final ClaimLog first = new ClaimLog();
        private final List<JobEvent> events = new ArrayList<>();
        private final List<Job> records = new ArrayList<>();
        private final List<Job> claimed = new ArrayList<>();
        private final Map<JobId, String> keyOf = new HashMap<>();

        World(long seed) {
            this.random = new Random(seed);
        }

        void step() {
            first.clock.advance(Duration.ofSeconds(random.nextInt(20)));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> claim();
                case 3, 4 -> dispatch();
                case 5 -> any().ifPresent(j -> write(left(j)));
                case 6 -> any().ifPresent(j -> write(started(j)));
                default -> any().ifPresent(j -> write(end(j)));
            }
        }

        private void claim() {
            Tier tier = TIERS.get(random.nextInt(TIERS.size()));
            Job job = first.job(tier, Duration.ofSeconds(60 + random.nextInt(600)));
            String name = "key " + random.nextInt(200);
            Optional<JobEvent.Key> key =
                    random.nextBoolean()
                            ? Optional.of(ClaimLog.key(name, "body " + random.nextInt(2)))
                            : Optional.empty();
            Optional<String> picture =
                    random.nextInt(4) > 0
                            ? Optional.of("picture " + random.nextInt(3))
                            : Optional.empty();
            claimed.add(job);
            key.ifPresent(_ -> keyOf.put(job.id(), name));
            write(new JobEvent.Claimed(job, key, picture));
        }

        private void dispatch() {
            List<SharedRuns.Waiting> waiting = List.copyOf(first.register.runs().waiting());
            if (!waiting.isEmpty()) {
                Job job = waiting.get(random.nextInt(waiting.size())).job();
                records.add(job);
                first.dispatch(job);
            }
        }

        /** A job that runs, mostly; now and then one that follows, or has ended, or is none. */
        private Optional<Job> any() {
            List<Job> open =
                    claimed.stream().filter(j -> random.nextInt(20) == 0 || runs(j)).toList();
            return open.isEmpty()
                    ? Optional.empty()
                    : Optional.of(open.get(random.nextInt(open.size())));
        }

        private boolean runs(Job job) {
            return first.board.find(job.id()).map(v -> !v.state().isTerminal()).orElse(false);
        }

        private JobEvent left(Job job) {
            return new JobEvent.Left(job.id(), first.clock.instant(), Optional.empty());
        }

        private JobEvent started(Job job) {
            return first.register.isFollower(job.id())
                    ? left(job)
                    : new JobEvent.Started(job.id(), first.clock.instant(), "w", 1, "b@1");
        }

        private JobEvent end(Job job) {
            if (first.register.isFollower(job.id())) {
                return left(job);
            }
            return switch (random.nextInt(4)) {
                case 0 -> new JobEvent.Cancelled(job.id(), first.clock.instant());
                case 1 ->
                        new JobEvent.Failed(
                                job.id(),
                                first.clock.instant(),
                                Problem.of(
                                        random.nextBoolean()
                                                ? ErrorCode.DEADLINE_EXCEEDED
                                                : ErrorCode.MODEL_FAILED,
                                        "so"));
                default -> new JobEvent.Succeeded(job.id(), first.clock.instant(), List.of());
            };
        }

        private void write(JobEvent event) {
            events.add(event);
            first.write(event);
        }
    }

    /** Another gateway: reads both topics in their order, but mixes them as it likes. */
    private static ClaimLog replay(World world, Random pace) {
        ClaimLog other = new ClaimLog();
        int event = 0;
        int record = 0;
        while (event < world.events.size() || record < world.records.size()) {
            boolean takeEvent =
                    record == world.records.size()
                            || (event < world.events.size() && pace.nextInt(10) > 0);
            if (takeEvent) {
                other.write(world.events.get(event++));
            } else {
                other.dispatch(world.records.get(record++));
            }
        }
        return other;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyGatewayComesToTheSame(long seed) {
        World world = new World(seed);
        for (int i = 0; i < EVENTS; i++) {
            world.step();
        }
        everyClaimHasOneOutcome(world);
        for (int g = 1; g < GATEWAYS; g++) {
            ClaimLog other = replay(world, new Random(seed * 31 + g));
            assertThat(other.outcomes).isEqualTo(world.first.outcomes);
            assertThat(other.ends).containsExactlyInAnyOrderElementsOf(world.first.ends);
            for (Job job : world.claimed) {
                assertThat(other.board.find(job.id())).isEqualTo(world.first.board.find(job.id()));
                assertThat(other.register.isFollower(job.id()))
                        .isEqualTo(world.first.register.isFollower(job.id()));
            }
            assertThat(other.waiting())
                    .as("what is to be sent")
                    .containsExactlyInAnyOrderElementsOf(world.first.waiting());
            assertThat(other.board.queued()).isEqualTo(world.first.board.queued());
            assertThat(other.board.running()).isEqualTo(world.first.board.running());
        }
    }

    private static void everyClaimHasOneOutcome(World world) {
        assertThat(world.first.outcomes).hasSameSizeAs(world.claimed);
        assertThat(world.first.ends).as("each ends once").doesNotHaveDuplicates();
        Map<String, JobId> holders = new HashMap<>();
        for (Job job : world.claimed) {
            String key = world.keyOf.get(job.id());
            Outcome outcome = world.first.outcomes.get(job.id());
            if (outcome instanceof Outcome.Replays replays) {
                assertThat(holders).containsEntry(key, replays.job());
                assertThat(world.first.board.find(job.id())).as("no job").isEmpty();
            } else if (key != null) {
                assertThat(holders.put(key, job.id())).as("one job for a key").isNull();
            }
        }
    }

    /** As clients would have it: whoever follows somebody follows one that is open and runs. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void whenAllRunsEnd_everybodyHasEnded(long seed) {
        World world = new World(seed);
        for (int i = 0; i < EVENTS; i++) {
            world.step();
        }
        for (int round = 0; round < EVENTS && openRun(world).isPresent(); round++) {
            Job job = openRun(world).orElseThrow();
            world.write(new JobEvent.Succeeded(job.id(), world.first.clock.instant(), List.of()));
        }
        for (Job job : world.claimed) {
            world.first
                    .board
                    .find(job.id())
                    .ifPresent(view -> assertThat(view.state().isTerminal()).isTrue());
        }
        assertThat(world.first.register.runs().size()).isZero();
        assertThat(world.first.waiting()).isEmpty();
        assertThat(world.first.board.queued() + world.first.board.running()).isZero();
        assertThat(world.first.ends).doesNotHaveDuplicates();
        assertThat(
                        world.claimed.stream()
                                .flatMap(j -> world.first.board.find(j.id()).stream())
                                .filter(v -> v.state() == JobState.SUCCEEDED))
                .isNotEmpty();
    }

    private static Optional<Job> openRun(World world) {
        return world.claimed.stream()
                .filter(world::runs)
                .filter(j -> !world.first.register.isFollower(j.id()))
                .findFirst();
    }
}
