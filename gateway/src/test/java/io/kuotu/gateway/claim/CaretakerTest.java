package io.kuotu.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Tier;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.JobView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What those on duty do, and what they leave to others. */
class CaretakerTest {
    private static final String JOBS = "jobs.default.standard";
    private static final String PICTURE = "picture";

    private final ClaimLog log = new ClaimLog();
    private final Loopback broker = new Loopback(log.board);
    private final FakeObjectStore store = new FakeObjectStore();
    private final Settlement settlement = new Settlement(log.register, store);
    private boolean onDuty = true;
    private final Caretaker caretaker =
            new Caretaker(log.register, settlement, broker, _ -> onDuty, log.clock);

    private void claim(Job job) {
        var _ =
                broker.send(
                        Topics.EVENTS,
                        job.id().value(),
                        JsonCodec.encode(
                                new JobEvent.Claimed(job, Optional.empty(), Optional.of(PICTURE))),
                        Map.of());
    }

    private Job claimed(Duration deadline) {
        Job job = log.job(Tier.STANDARD, deadline);
        claim(job);
        return job;
    }

    private Job claimed() {
        return claimed(Duration.ofHours(1));
    }

    private void end(JobManifest manifest) {
        boolean _ =
                store.putIfAbsent(
                        ObjectKeys.manifest(manifest.job().id()),
                        JsonCodec.encode(manifest),
                        "application/json");
        var _ =
                broker.send(
                        Topics.EVENTS,
                        manifest.job().id().value(),
                        JsonCodec.encode(manifest.event()),
                        Map.of());
    }

    private JobManifest succeeded(Job job) {
        JobManifest.Making how =
                new JobManifest.Making(
                        "w", 1, "fake", "1", 1, "ddim", 1, "", true, "", Map.of(), Map.of());
        return JobManifest.succeeded(job, log.clock.instant(), List.of(), how);
    }

    private JobManifest manifest(Job job) {
        return JsonCodec.decode(
                store.get(ObjectKeys.manifest(job.id())).orElseThrow(), JobManifest.class);
    }

    @Test
    void aClaimThatNobodyCarriesOutIsSentAfterAWhile_once() {
        Job job = claimed();
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).as("its gateway may be about to").isEmpty();
        log.clock.advance(Duration.ofSeconds(6));
        onDuty = false;
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).as("another's duty").isEmpty();
        onDuty = true;
        broker.reads = false;
        caretaker.send();
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).hasSize(1);
        log.dispatch(job);
        log.clock.advance(Duration.ofMinutes(1));
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).hasSize(1);
    }

    @Test
    void whatIsSentButNeverSeenIsSentAgain() {
        Job _ = claimed();
        broker.reads = false;
        log.clock.advance(Duration.ofSeconds(6));
        caretaker.send();
        log.clock.advance(Duration.ofSeconds(31));
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).hasSize(2);
    }

    @Test
    void aClaimWhoseEndIsDecidedIsToldOf_notRun() {
        Job job = claimed();
        boolean _ =
                store.putIfAbsent(
                        ObjectKeys.manifest(job.id()),
                        JsonCodec.encode(JobManifest.cancelled(job, log.clock.instant())),
                        "application/json");
        log.clock.advance(Duration.ofSeconds(6));
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS)).isEmpty();
        assertThat(log.state(job)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aNewLeaderIsSentAtOnce() {
        Job leader = claimed();
        log.dispatch(leader);
        Job next = claimed();
        end(JobManifest.cancelled(leader, log.clock.instant()));
        caretaker.send();
        assertThat(broker.sink.sentTo(JOBS))
                .extracting(sent -> sent.key())
                .containsExactly(next.id().value());
        assertThat(log.waiting()).isEmpty();
    }

    @Test
    void aFollowerThatIsLateFails_itsLeaderGoesOn() {
        Job leader = claimed();
        log.dispatch(leader);
        Job hasty = claimed(Duration.ofSeconds(5));
        caretaker.send();
        assertThat(log.state(hasty)).isEqualTo(JobState.QUEUED);
        log.clock.advance(Duration.ofSeconds(6));
        caretaker.send();
        caretaker.send();
        assertThat(log.view(hasty).problem().orElseThrow().code())
                .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(log.state(leader)).isEqualTo(JobState.QUEUED);
        settlement.settleAll(_ -> true, log.clock.instant());
        assertThat(JobView.ofManifest(manifest(hasty)).state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void followersManifestsSayWhatTheirLeadersDoes() {
        Job leader = claimed();
        Job follower = claimed();
        Job other = claimed();
        JobManifest end = succeeded(leader);
        end(end);
        onDuty = false;
        settlement.settleAll(_ -> onDuty, log.clock.instant());
        assertThat(store.get(ObjectKeys.manifest(follower.id()))).isEmpty();
        assertThat(settlement.manifest(follower.id())).as("whoever asks has it").isPresent();
        settlement.settleAll(_ -> true, log.clock.instant());
        for (Job job : List.of(follower, other)) {
            JobManifest manifest = manifest(job);
            assertThat(manifest.job()).isEqualTo(job);
            assertThat(manifest.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(manifest.making()).isEqualTo(end.making());
            assertThat(manifest.endedAt()).isEqualTo(end.endedAt());
        }
        assertThat(log.register.runs().ended()).isEmpty();
    }

    @Test
    void aStoreThatIsAwayIsTriedAgain() {
        Job leader = claimed();
        Job follower = claimed();
        end(succeeded(leader));
        store.goAway();
        assertThatThrownBy(() -> settlement.settleAll(_ -> true, log.clock.instant()))
                .hasMessageContaining("store_unavailable");
        store.comeBack();
        settlement.settleAll(_ -> true, log.clock.instant());
        assertThat(manifest(follower).state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void whatOthersHaveSettledLongAgoIsForgotten() {
        Job leader = claimed();
        Job _ = claimed();
        end(succeeded(leader));
        log.clock.advance(Duration.ofHours(2));
        settlement.settleAll(_ -> false, log.clock.instant());
        assertThat(log.register.runs().ended()).isEmpty();
    }
}
