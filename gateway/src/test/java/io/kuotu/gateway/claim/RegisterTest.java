package io.kuotu.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.gateway.board.LoggedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What claims come to, and what becomes of jobs that share a run. */
class RegisterTest {
    private static final String PICTURE = "one picture";
    private static final JobOutput OUTPUT =
            new JobOutput("jobs/x/output-0.png", OutputFormat.PNG, 96, 48, 1234, "ab", 7);

    private final ClaimLog log = new ClaimLog();

    private void succeed(Job job) {
        log.write(new JobEvent.Succeeded(job.id(), log.clock.instant(), List.of(OUTPUT)));
    }

    private void fail(Job job, ErrorCode code) {
        log.write(new JobEvent.Failed(job.id(), log.clock.instant(), Problem.of(code, "so")));
    }

    private void cancel(Job job) {
        log.write(new JobEvent.Cancelled(job.id(), log.clock.instant()));
    }

    private void leave(Job job) {
        log.write(new JobEvent.Left(job.id(), log.clock.instant(), Optional.empty()));
    }

    @Test
    void theFirstClaimOfAKeyIsTheJob_laterOnesAreIt() {
        Job first = log.claim(log.job(), ClaimLog.key("k", "body"));
        Job same = log.claim(log.job(), ClaimLog.key("k", "body"));
        Job changed = log.claim(log.job(), ClaimLog.key("k", "another body"));
        Job other = log.claim(log.job(), ClaimLog.key("another key", "body"));
        assertThat(log.outcomes)
                .containsEntry(first.id(), new Outcome.Leads())
                .containsEntry(same.id(), new Outcome.Replays(first.id(), true))
                .containsEntry(changed.id(), new Outcome.Replays(first.id(), false))
                .containsEntry(other.id(), new Outcome.Leads());
        assertThat(log.state(first)).isEqualTo(JobState.QUEUED);
        assertThat(log.board.find(same.id())).as("no job").isEmpty();
        assertThat(log.board.queued()).isEqualTo(2);
    }

    @Test
    void aKeyOutlivesItsJob_andIsFreeAfterHalfOfTheRetention() {
        Job first = log.claim(log.job(), ClaimLog.key("k", "body"));
        log.dispatch(first);
        succeed(first);
        log.clock.advance(ClaimLog.RETENTION.dividedBy(2).minusSeconds(1));
        Job soon = log.claim(log.job(), ClaimLog.key("k", "body"));
        log.clock.advance(Duration.ofSeconds(2));
        Job late = log.claim(log.job(), ClaimLog.key("k", "body"));
        assertThat(log.outcomes)
                .containsEntry(soon.id(), new Outcome.Replays(first.id(), true))
                .containsEntry(late.id(), new Outcome.Leads());
    }

    @Test
    void aClaimedJobWaitsForItsRecord_untilThatIsSeen() {
        Job claimed = log.claim(log.job(), ClaimLog.key("k", "body"));
        Job early = log.job();
        log.dispatch(early); // the topics are read apart
        log.claim(early, PICTURE);
        assertThat(log.waiting()).containsExactly(claimed.id());
        log.dispatch(claimed);
        assertThat(log.waiting()).isEmpty();
        assertThat(log.board.queued()).as("each counts once").isEqualTo(2);
    }

    @Test
    void identicalJobsShareARun_andEndTogether() {
        Job leader = log.claim(log.job(), PICTURE);
        Job early = log.claim(log.job(), PICTURE);
        log.start(leader);
        Job late = log.claim(log.job(), PICTURE);
        Job other = log.claim(log.job(), "another picture");
        assertThat(log.outcomes)
                .containsEntry(early.id(), new Outcome.Follows())
                .containsEntry(late.id(), new Outcome.Follows())
                .containsEntry(other.id(), new Outcome.Leads());
        assertThat(log.state(late)).as("it came to a run under way").isEqualTo(JobState.RUNNING);
        log.write(new JobEvent.Progressed(leader.id(), log.clock.instant(), Stage.DENOISE, 4, 20));
        assertThat(log.view(early).progress().orElseThrow().step()).isEqualTo(4);
        succeed(leader);
        for (Job job : List.of(leader, early, late)) {
            assertThat(log.view(job).outputs()).containsExactly(OUTPUT);
            assertThat(log.view(job).events().getLast().offset()).isEqualTo(6);
        }
        assertThat(log.state(other)).isEqualTo(JobState.QUEUED);
        assertThat(log.ends).containsExactlyInAnyOrder(leader.id(), early.id(), late.id());
        Job next = log.claim(log.job(), PICTURE);
        assertThat(log.outcomes)
                .as("nobody to follow")
                .containsEntry(next.id(), new Outcome.Leads());
    }

    @Test
    void aFailureOfTheRunIsEverybodys() {
        Job leader = log.claim(log.job(), PICTURE);
        Job follower = log.claim(log.job(), PICTURE);
        fail(leader, ErrorCode.PICTURE_DAMAGED);
        assertThat(log.view(follower).problem().orElseThrow().code())
                .isEqualTo(ErrorCode.PICTURE_DAMAGED);
    }

    @Test
    void aCancelledLeaderIsFollowedByTheNext() {
        Job leader = log.claim(log.job(), PICTURE);
        Job second = log.claim(log.job(), PICTURE);
        Job third = log.claim(log.job(), PICTURE);
        log.dispatch(leader);
        log.start(leader);
        cancel(leader);
        assertThat(log.state(leader)).isEqualTo(JobState.CANCELLED);
        assertThat(log.state(second)).as("it begins anew").isEqualTo(JobState.QUEUED);
        assertThat(log.waiting()).containsExactly(second.id());
        Job fourth = log.claim(log.job(), PICTURE);
        log.dispatch(second);
        log.start(second);
        assertThat(log.state(third)).isEqualTo(JobState.RUNNING);
        succeed(second);
        assertThat(List.of(log.state(third), log.state(fourth))).containsOnly(JobState.SUCCEEDED);
        assertThat(log.ends).doesNotHaveDuplicates().hasSize(4);
        assertThat(log.register.runs().size()).isZero();
    }

    @Test
    void theMostUrgentFollowerTakesALatecomersPlace() {
        Job leader = log.claim(log.job(Tier.INTERACTIVE, Duration.ofMinutes(1)), PICTURE);
        Job bulk = log.claim(log.job(Tier.BULK, Duration.ofHours(1)), PICTURE);
        Job standard = log.claim(log.job(Tier.STANDARD, Duration.ofHours(1)), PICTURE);
        fail(leader, ErrorCode.DEADLINE_EXCEEDED);
        assertThat(log.waiting()).containsExactly(standard.id());
        assertThat(log.register.isFollower(bulk.id())).isTrue();
    }

    @Test
    void nobodyFollowsALessUrgentJob_orOneThatIsOverdue() {
        log.claim(log.job(Tier.BULK, Duration.ofMinutes(1)), PICTURE);
        Job urgent = log.claim(log.job(Tier.INTERACTIVE, Duration.ofMinutes(1)), PICTURE);
        Job behind = log.claim(log.job(Tier.STANDARD, Duration.ofMinutes(1)), PICTURE);
        log.clock.advance(Duration.ofMinutes(2));
        Job later = log.claim(log.job(), PICTURE);
        assertThat(log.outcomes)
                .containsEntry(urgent.id(), new Outcome.Leads())
                .containsEntry(behind.id(), new Outcome.Follows())
                .containsEntry(later.id(), new Outcome.Leads());
    }

    @Test
    void aRunHasSoManyFollowersAtMost() {
        log.claim(log.job(), PICTURE);
        for (int i = 0; i < Member.MOST_FOLLOWERS; i++) {
            log.claim(log.job(), PICTURE);
        }
        Job another = log.claim(log.job(), PICTURE);
        assertThat(log.outcomes).containsEntry(another.id(), new Outcome.Leads());
    }

    @Test
    void aFollowerLeavesAlone() {
        Job leader = log.claim(log.job(), PICTURE);
        Job follower = log.claim(log.job(), PICTURE);
        Job late = log.claim(log.job(), PICTURE);
        leave(follower);
        log.write(
                new JobEvent.Left(
                        late.id(),
                        log.clock.instant(),
                        Optional.of(Problem.of(ErrorCode.DEADLINE_EXCEEDED, "too late"))));
        assertThat(log.state(follower)).isEqualTo(JobState.CANCELLED);
        assertThat(log.state(late)).isEqualTo(JobState.FAILED);
        assertThat(log.state(leader)).isEqualTo(JobState.QUEUED);
        succeed(leader);
        assertThat(log.state(follower)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void whoLeavesTooLateHasEnded_orHasARunOfItsOwn() {
        Job leader = log.claim(log.job(), PICTURE);
        Job second = log.claim(log.job(), PICTURE);
        Job third = log.claim(log.job(), PICTURE);
        cancel(leader);
        var departure = log.register.departures().expect(second.id());
        leave(second);
        assertThat(departure).isCompletedWithValue(Departure.ON_ITS_OWN);
        assertThat(log.state(second)).isEqualTo(JobState.QUEUED);
        succeed(second);
        departure = log.register.departures().expect(third.id());
        leave(third);
        assertThat(departure).isCompletedWithValue(Departure.ENDED);
        assertThat(log.state(third)).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aKeyedJobFollowsToo() {
        Job leader = log.claim(log.job(), PICTURE);
        Job keyed = log.job();
        log.write(
                new JobEvent.Claimed(
                        keyed, Optional.of(ClaimLog.key("k", "b")), Optional.of(PICTURE)));
        Job again = log.claim(log.job(), ClaimLog.key("k", "b"));
        succeed(leader);
        assertThat(log.state(keyed)).isEqualTo(JobState.SUCCEEDED);
        assertThat(log.outcomes).containsEntry(again.id(), new Outcome.Replays(keyed.id(), true));
    }

    @Test
    void ofALogThatWasCutOffOnlyCertainClaimsCount() {
        ClaimLog cut = new ClaimLog(1000);
        Job old = cut.job();
        cut.clock.advance(ClaimLog.RETENTION.dividedBy(2).plusSeconds(1));
        cut.claim(old, ClaimLog.key("k", "b"));
        assertThat(cut.outcomes).doesNotContainKey(old.id());
        assertThat(cut.board.find(old.id())).isEmpty();
        assertThat(cut.waiting()).isEmpty();
        Job young = cut.claim(cut.job(), ClaimLog.key("k", "b"));
        assertThat(cut.outcomes).containsEntry(young.id(), new Outcome.Leads());
    }

    @Test
    void jobsWithoutAClaimAreAsTheyAlwaysWere() {
        Job plain = new SampleJobs(9).expansion();
        log.start(plain);
        log.dispatch(plain);
        assertThat(log.view(plain).events()).extracting(LoggedEvent::offset).containsExactly(0L);
        succeed(plain);
        assertThat(log.state(plain)).isEqualTo(JobState.SUCCEEDED);
        assertThat(log.register.runs().size()).isZero();
    }

    @Test
    void aKeyedJobThatIsDispatchedTakesNoRoomButItsKeys() {
        Job job = log.claim(log.job(), ClaimLog.key("k", "b"));
        assertThat(log.register.runs().size()).isEqualTo(1);
        log.dispatch(job);
        assertThat(log.register.runs().size()).isZero();
    }
}
