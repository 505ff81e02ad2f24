package io.kuotu.gateway.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.testing.FakeObjectStore;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.JobLookup;
import io.kuotu.gateway.retention.Retention;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One gateway's side of claims. */
@Timeout(30)
class ClaimsTest {
    private static final TenantId TENANT = new TenantId("acme");
    private static final JobEvent.Key KEY = ClaimLog.key("k", "body");
    private static final JobEvent.Key CHANGED = ClaimLog.key("k", "another body");
    private static final String JOBS = "jobs.default.standard";

    private final ClaimLog log = new ClaimLog();
    private final Loopback broker = new Loopback(log.board);
    private final CollectorRegistry metrics = new CollectorRegistry();
    private final Claims claims =
            new Claims(
                    log.register,
                    new JobLookup(
                            log.board,
                            new FakeObjectStore(),
                            new Retention(
                                    Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7)),
                            log.clock),
                    broker,
                    log.clock,
                    metrics);

    private Accepted submit(JobEvent.Key key) throws Exception {
        Job job = job();
        return claims.once(
                TENANT, key, () -> claims.enter(job, Optional.of(key), Optional.empty()));
    }

    private synchronized Job job() {
        return log.job();
    }

    private Accepted share() throws Exception {
        return claims.enter(job(), Optional.empty(), Optional.of("picture"));
    }

    private double counted(String outcome) {
        Double value =
                metrics.getSampleValue(
                        "kuotu_gateway_claims_total",
                        new String[] {"outcome"},
                        new String[] {outcome});
        return value == null ? 0 : value;
    }

    @Test
    void aClaimComesBeforeTheRecord() throws Exception {
        Job job = submit(KEY).job();
        assertThat(broker.sink.sentTo(Topics.EVENTS)).hasSize(1);
        assertThat(broker.sink.sentTo(JOBS))
                .extracting(s -> s.key())
                .containsExactly(job.id().value());
        assertThat(log.waiting()).isEmpty();
    }

    @Test
    void aReplayDoesNotSubmit_aChangedBodyIsRefused() throws Exception {
        Job job = submit(KEY).job();
        Accepted again =
                claims.once(
                        TENANT,
                        KEY,
                        () -> {
                            throw new AssertionError("the picture may be gone");
                        });
        assertThat(again).isEqualTo(new Accepted(job, true));
        assertThatThrownBy(() -> submit(CHANGED))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().code())
                                    .isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH);
                            assertThat(e.problem().field()).hasValue("Idempotency-Key");
                        });
        assertThat(List.of(counted("led"), counted("replayed"), counted("refused")))
                .containsExactly(1.0, 1.0, 1.0);
    }

    @Test
    void ofManyAtOnceOneDoesTheWork() throws Exception {
        AtomicInteger works = new AtomicInteger();
        CountDownLatch goOn = new CountDownLatch(1);
        List<Future<Accepted>> all = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                all.add(
                        callers.submit(
                                () ->
                                        claims.once(
                                                TENANT,
                                                KEY,
                                                () -> {
                                                    works.incrementAndGet();
                                                    goOn.await();
                                                    return claims.enter(
                                                            job(),
                                                            Optional.of(KEY),
                                                            Optional.empty());
                                                })));
            }
            Thread.sleep(100);
            goOn.countDown();
        }
        long firsts = 0;
        for (Future<Accepted> one : all) {
            firsts += one.get().replayed() ? 0 : 1;
        }
        assertThat(works).hasValue(1);
        assertThat(firsts).isEqualTo(1);
        assertThat(broker.sink.sentTo(JOBS)).hasSize(1);
    }

    @Test
    void aFailureIsSharedByItsLike_andTakesNoKey() throws Exception {
        assertThatThrownBy(
                        () ->
                                claims.once(
                                        TENANT,
                                        KEY,
                                        () -> {
                                            throw Problem.of(ErrorCode.NOT_A_PICTURE, "no")
                                                    .asException();
                                        }))
                .isInstanceOf(ProblemException.class);
        assertThat(submit(CHANGED).replayed()).isFalse();
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        broker.sink.goAway();
        assertThatThrownBy(() -> submit(KEY)).hasMessageContaining("broker_unavailable");
        assertThatThrownBy(this::share).hasMessageContaining("broker_unavailable");
    }

    @Test
    void aFollowerIsNotSent_andLeavesByTheLog() throws Exception {
        Job leader = share().job();
        Job follower = share().job();
        assertThat(broker.sink.sentTo(JOBS)).hasSize(1);
        assertThat(claims.leave(leader.id())).as("a job like any other").isFalse();
        assertThat(claims.leave(follower.id())).isTrue();
        assertThat(log.state(follower)).isEqualTo(JobState.CANCELLED);
        assertThat(claims.leave(follower.id())).as("nothing to do any more").isTrue();
        assertThat(log.state(leader)).isEqualTo(JobState.QUEUED);
        assertThat(counted("followed")).isEqualTo(1);
    }

    @Test
    void bodiesAreTheSameInAnyOrderOfFields() throws Exception {
        JobEvent.Key one =
                Digest.key(
                        TENANT,
                        "k",
                        "op",
                        Map.of("a", 1, "b", Map.of("c", 2, "d", 3)),
                        Optional.empty());
        Map<String, Object> turned = new LinkedHashMap<>();
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("d", 3);
        inner.put("c", 2);
        turned.put("b", inner);
        turned.put("a", 1);
        assertThat(Digest.key(TENANT, "k", "op", turned, Optional.empty())).isEqualTo(one);
        turned.put("a", 2);
        JobEvent.Key changed = Digest.key(TENANT, "k", "op", turned, Optional.empty());
        assertThat(changed.name()).isEqualTo(one.name());
        assertThat(changed.body()).isNotEqualTo(one.body());
        assertThat(Digest.key(new TenantId("b"), "k", "op", turned, Optional.empty()).name())
                .isNotEqualTo(one.name());
    }

    @Test
    void fingerprintsAreOfWhatIsMade_notOfWhoAsksWhen() {
        Job one = job();
        log.clock.advance(Duration.ofMinutes(1));
        Job two = job();
        assertThat(Digest.fingerprint(two, Coalescing.TENANT))
                .isEqualTo(Digest.fingerprint(one, Coalescing.TENANT))
                .isNotEqualTo(Digest.fingerprint(one, Coalescing.CLUSTER));
    }
}
