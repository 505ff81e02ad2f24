package io.kuotu.worker.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store that is there and refuses: 403, no bucket, no room. */
@Timeout(30)
class StoreRefusalTest extends JobPathRig {
    private void refuse(String calls, AtomicInteger times) {
        store.onCall(
                call -> {
                    if (call.startsWith(calls) && times.getAndDecrement() > 0) {
                        throw Problem.of(ErrorCode.STORE_REFUSED, "as the test wants it")
                                .asException();
                    }
                });
    }

    @Test
    void aStoreThatRefusesForLong_theJobIsDeadAndItsCallerToldWithoutAManifest() {
        patience = Duration.ZERO;
        refuse("put", new AtomicInteger(Integer.MAX_VALUE));
        assertThat(take(this::success, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest()).isEmpty();
        assertThat(told().getLast())
                .isInstanceOfSatisfying(
                        JobEvent.Failed.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.STORE_REFUSED));
        assertThat(records.sentTo(Topics.DEAD)).hasSize(1);
        assertThat(
                        new String(
                                records.sentTo(Topics.DEAD)
                                        .getFirst()
                                        .headers()
                                        .get(DeadLetter.CODE),
                                UTF_8))
                .isEqualTo("store_refused");
    }

    @Test
    void aStoreThatRefusesForAMoment_theJobIsMade() {
        refuse("put", new AtomicInteger(1));
        assertThat(take(this::success, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest()).map(JobManifest::state).contains(JobState.SUCCEEDED);
        assertThat(records.sentTo(Topics.DEAD)).isEmpty();
    }
}
