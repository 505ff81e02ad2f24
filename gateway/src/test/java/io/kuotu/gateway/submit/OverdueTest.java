package io.kuotu.gateway.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of jobs that no worker ends. */
class OverdueTest {
    private final FakeObjectStore store = new FakeObjectStore();
    private final FakeRecordSink records = new FakeRecordSink();
    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final Board board = new Board(Duration.ofDays(1), clock);
    private final Job job = new SampleJobs(1).expansion();
    private boolean mine = true;
    private final Overdue overdue = new Overdue(board, store, records, _ -> mine, clock);

    @BeforeEach
    void accept() {
        board.read("jobs.default.standard", 0, job.id().value(), JobRecord.encode(job));
    }

    private void pass(Duration afterTheDeadline) {
        clock.advance(Duration.between(clock.instant(), job.deadline().plus(afterTheDeadline)));
    }

    private JobEvent told() {
        return JsonCodec.decode(records.sentTo(Topics.EVENTS).getLast().value(), JobEvent.class);
    }

    private JobManifest manifest() {
        return JsonCodec.decode(
                store.get(ObjectKeys.manifest(job.id())).orElseThrow(), JobManifest.class);
    }

    @Test
    void aWorkerHasTimeToEndItItself() {
        pass(Duration.ofSeconds(50));
        assertThat(overdue.endAll()).isZero();
        assertThat(records.sentTo(Topics.EVENTS)).isEmpty();
    }

    @Test
    void whatNobodyEndedFails() {
        pass(Duration.ofMinutes(2));
        assertThat(overdue.endAll()).isEqualTo(1);
        assertThat(manifest().state()).isEqualTo(JobState.FAILED);
        assertThat(told())
                .isInstanceOfSatisfying(
                        JobEvent.Failed.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }

    @Test
    void anEndThatWasWrittenAndNeverTold_isTold() {
        JobManifest written = JobManifest.cancelled(job, clock.instant());
        store.putIfAbsent(
                ObjectKeys.manifest(job.id()), JsonCodec.encode(written), "application/json");
        pass(Duration.ofMinutes(2));
        assertThat(overdue.endAll()).isEqualTo(1);
        assertThat(told()).isInstanceOf(JobEvent.Cancelled.class);
        assertThat(manifest().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void anotherGatewaysDutyIsLeftAlone_andSoIsWhatHasEnded() {
        pass(Duration.ofMinutes(2));
        mine = false;
        assertThat(overdue.endAll()).isZero();
        mine = true;
        byte[] end = JsonCodec.encode(JobManifest.cancelled(job, clock.instant()).event());
        board.read(Topics.EVENTS, 1, job.id().value(), end);
        assertThat(overdue.endAll()).isZero();
    }
}
