package io.kuotu.gateway.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The board, fed as its tail feeds it. */
class BoardTest {
    private static final String JOBS = "jobs.default.standard";

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final Board board = new Board(Duration.ofHours(1), clock);
    private final SampleJobs samples = new SampleJobs(5);
    private final Job job = samples.expansion();
    private long offset;

    private void accept(Job accepted) {
        board.read(JOBS, offset++, accepted.id().value(), JobRecord.encode(accepted));
    }

    private void happen(JobEvent event) {
        board.read(Topics.EVENTS, offset++, event.id().value(), JsonCodec.encode(event));
    }

    private JobEvent started(Job of, int attempt) {
        return new JobEvent.Started(of.id(), clock.instant(), "worker-1", attempt, "scenes-256@1");
    }

    private JobEvent progressed(int step) {
        return new JobEvent.Progressed(job.id(), clock.instant(), Stage.DENOISE, step, 20);
    }

    private JobEvent previewed(int step) {
        return new JobEvent.Previewed(
                job.id(), clock.instant(), step, 20, "jobs/x/p.jpg", "image/jpeg", 256, 144);
    }

    private JobEvent succeeded(Job of) {
        return new JobEvent.Succeeded(of.id(), clock.instant(), List.of());
    }

    private JobEvent failed() {
        return new JobEvent.Failed(
                job.id(), clock.instant(), Problem.of(ErrorCode.ATTEMPTS_EXHAUSTED, "broken"));
    }

    private JobState state() {
        return board.find(job.id()).orElseThrow().state();
    }

    @Test
    void aJobGoesFromQueuedToItsEnd_andIsCountedOnTheWay() {
        accept(job);
        assertThat(state()).isEqualTo(JobState.QUEUED);
        assertThat(List.of(board.queued(), board.running(), board.inFlight(job.tenant())))
                .containsExactly(1, 0, 1);
        happen(started(job, 1));
        assertThat(List.of(board.queued(), board.running(), board.inFlight(job.tenant())))
                .containsExactly(0, 1, 1);
        assertThat(board.count(job.pool(), job.tier(), JobState.QUEUED)).isZero();
        assertThat(board.count(job.pool(), job.tier(), JobState.RUNNING)).isEqualTo(1);
        assertThat(board.count("another", job.tier(), JobState.RUNNING)).isZero();
        happen(succeeded(job));
        assertThat(state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(List.of(board.queued(), board.running(), board.inFlight(job.tenant())))
                .containsExactly(0, 0, 0);
        assertThat(board.count(job.pool(), job.tier(), JobState.RUNNING)).isZero();
    }

    @Test
    void ofPreviewsTheLatestIsKept_andOneThatComesAfterTheEndIsNot() {
        accept(job);
        happen(started(job, 1));
        happen(previewed(0));
        happen(progressed(4));
        happen(previewed(4));
        assertThat(board.find(job.id()).flatMap(JobView::preview).map(JobEvent.Previewed::step))
                .hasValue(4);
        happen(started(job, 2));
        assertThat(board.find(job.id()).flatMap(JobView::preview)).as("begun again").isEmpty();
        List<JobEvent> told = new ArrayList<>();
        board.listen(
                job.id(),
                (_, logged) -> {
                    if (logged != null) {
                        told.add(logged.event());
                    }
                });
        happen(succeeded(job));
        happen(previewed(8));
        JobView ended = board.find(job.id()).orElseThrow();
        assertThat(told).hasSize(1).first().isInstanceOf(JobEvent.Succeeded.class);
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.preview()).as("outputs took its place").isEmpty();
        assertThat(ended.events()).extracting(LoggedEvent::event).doesNotContain(previewed(8));
    }

    @Test
    void eventsThatComeBeforeTheirJobAreKeptForIt() {
        happen(started(job, 1));
        happen(succeeded(job));
        assertThat(board.find(job.id())).isEmpty();
        accept(job);
        assertThat(state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(board.inFlight(job.tenant())).isZero();
    }

    @Test
    void theFirstEndStands() {
        accept(job);
        happen(succeeded(job));
        happen(failed());
        happen(started(job, 2));
        assertThat(state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(board.find(job.id()).orElseThrow().events()).hasSize(1);
        assertThat(board.running()).isZero();
    }

    @Test
    void recordsThatAreReadTwiceCountOnce() {
        accept(job);
        accept(job);
        assertThat(board.queued()).isEqualTo(1);
    }

    @Test
    void ofProgressOnlyTheLatestIsKept() {
        accept(job);
        happen(started(job, 1));
        for (int step = 1; step <= 20; step++) {
            happen(progressed(step));
        }
        JobView view = board.find(job.id()).orElseThrow();
        assertThat(view.events()).hasSize(2);
        assertThat(view.progress().orElseThrow().step()).isEqualTo(20);
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        board.read(JOBS, offset++, "x", "{\"schema\": 99}".getBytes(UTF_8));
        board.read(Topics.EVENTS, offset++, "x", "[".getBytes(UTF_8));
        board.read(JOBS, offset++, "x", null);
        accept(job);
        assertThat(board.queued()).isEqualTo(1);
    }

    @Test
    void listenersHearTheJobAndEachEvent_untilTheyStop() {
        List<String> heard = new ArrayList<>();
        Board.Listener listener =
                (JobView view, @Nullable LoggedEvent logged) ->
                        heard.add(view.state() + (logged == null ? "" : "@" + logged.offset()));
        board.listen(job.id(), listener);
        accept(job);
        accept(samples.expansion());
        happen(started(job, 1));
        board.unlisten(job.id(), listener);
        happen(succeeded(job));
        assertThat(heard).containsExactly("QUEUED", "RUNNING@2");
    }

    @Test
    void aTenantsJobsAreListedNewestFirst() {
        Job second = samples.expansion();
        Job third = samples.expansion();
        List.of(job, second, third).forEach(this::accept);
        List<String> newestFirst =
                List.of(job, second, third).stream()
                        .map(j -> j.id().value())
                        .sorted((a, b) -> b.compareTo(a))
                        .toList();
        List<JobView> all = List.copyOf(board.jobsOf(job.tenant(), Optional.empty()));
        assertThat(all).extracting(v -> v.job().id().value()).isEqualTo(newestFirst);
        assertThat(board.jobsOf(job.tenant(), Optional.of(all.get(1).job().id())))
                .containsExactly(all.get(2));
    }

    @Test
    void endedJobsAreForgottenAfterAWhile_othersNot() {
        Job ended = samples.expansion();
        accept(job);
        accept(ended);
        happen(succeeded(ended));
        clock.advance(Duration.ofHours(2));
        for (int i = 0; i < 10_000; i++) { // the board sweeps now and then, by the records it reads
            accept(job);
        }
        assertThat(board.find(ended.id())).isEmpty();
        assertThat(board.find(job.id())).isPresent();
        assertThat(board.jobsOf(job.tenant(), Optional.empty())).hasSize(1);
    }

    @Test
    void progressOfLongAgoIsDecodedOnlyWhereItStillMatters() {
        Job ended = samples.expansion();
        board.catchUp();
        accept(job);
        accept(ended);
        happen(started(job, 1));
        happen(started(ended, 1));
        happen(progressed(1));
        happen(progressed(2));
        happen(new JobEvent.Progressed(ended.id(), clock.instant(), Stage.DENOISE, 1, 20));
        happen(succeeded(ended));
        assertThat(step()).isEmpty();
        board.caughtUp();
        assertThat(step()).contains(2);
        assertThat(board.find(ended.id()).orElseThrow().events()).hasSize(2);
        happen(progressed(3));
        assertThat(step()).contains(3);
    }

    private Optional<Integer> step() {
        return board.find(job.id()).orElseThrow().progress().map(JobEvent.Progressed::step);
    }

    @Test
    void whatThisGatewaySentIsNotDecodedAgain() {
        board.expect(job);
        board.read(JOBS, offset++, job.id().value(), new byte[] {1});
        assertThat(state()).isEqualTo(JobState.QUEUED);
    }
}
