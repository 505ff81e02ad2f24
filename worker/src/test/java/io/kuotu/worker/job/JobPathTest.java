package io.kuotu.worker.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobState;
import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way that a job can end on a worker. */
@Timeout(30)
class JobPathTest extends JobPathRig {
    @Test
    void madeAndTold() {
        assertThat(take(this::success, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(told()).hasSize(2).first().isInstanceOf(JobEvent.Started.class);
        assertThat(told().getLast()).isInstanceOf(JobEvent.Succeeded.class);
        assertThat(running.size()).isZero();
        assertThat(left("succeeded")).isEqualTo(1);
    }

    private double left(String outcome) {
        return registry.getSampleValue(
                "kuotu_worker_jobs_total", new String[] {"outcome"}, new String[] {outcome});
    }

    private double phases(String phase, String figure) {
        return registry.getSampleValue(
                "kuotu_worker_job_phase_seconds_" + figure,
                new String[] {"phase"},
                new String[] {phase});
    }

    @Test
    void operatorsSeeHowLongItWaitedAndWhatItTook() {
        clock.advance(Duration.ofSeconds(40));
        Making slow =
                job -> {
                    JobManifest made = success(job);
                    return JobManifest.succeeded(
                            job,
                            clock.instant(),
                            List.of(),
                            new JobManifest.Making(
                                    "w",
                                    1,
                                    "fake",
                                    "1",
                                    1,
                                    "ddim",
                                    1,
                                    "",
                                    true,
                                    made.making().orElseThrow().digitalSourceType(),
                                    Map.of("prepare", 200L, "draft", 300L, "upload", 70L),
                                    Map.of()));
                };
        assertThat(take(slow, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(phases("queue", "sum")).isEqualTo(40);
        assertThat(phases("prepare", "sum")).isEqualTo(0.5);
        assertThat(phases("upload", "sum")).isEqualTo(0.07);
        assertThat(phases("upscale", "count")).as("a phase that it did not have").isZero();
    }

    @Test
    void theCallersFault_failsAtOnce() {
        assertThat(take(_ -> failing(ErrorCode.PICTURE_DAMAGED), 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().problem().orElseThrow().code())
                .isEqualTo(ErrorCode.PICTURE_DAMAGED);
        assertThat(left("failed")).isEqualTo(1);
        assertThat(records.sentTo(Topics.DEAD)).isEmpty();
    }

    @Test
    void ourFault_isTriedElsewhere_thenBuriedWithItsReason() {
        Making broken = _ -> failing(ErrorCode.MODEL_FAILED);
        assertThat(take(broken, 1).join()).isEqualTo(Verdict.AGAIN);
        assertThat(take(broken, 2).join()).isEqualTo(Verdict.AGAIN);
        assertThat(manifest()).isEmpty();
        assertThat(left("released")).isEqualTo(1);
        assertThat(take(broken, MAX_ATTEMPTS).join()).isEqualTo(Verdict.DONE);
        assertThat(left("dead")).isEqualTo(1);
        assertThat(left("failed")).isZero();
        assertThat(registry.getSampleValue("kuotu_worker_dead_letters_total")).isEqualTo(1);

        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.FAILED);
        FakeRecordSink.Sent dead = records.sentTo(Topics.DEAD).getFirst();
        assertThat(JobRecord.decode(dead.value())).isEqualTo(JOB);
        assertThat(new String(Objects.requireNonNull(dead.headers().get(DeadLetter.CODE)), UTF_8))
                .isEqualTo("model_failed");
        assertThat(new String(Objects.requireNonNull(dead.headers().get(DeadLetter.REASON)), UTF_8))
                .contains("as the test wants it");
        assertThat(told().getLast()).isInstanceOf(JobEvent.Failed.class);
    }

    @Test
    void anUnexpectedFailure_isOurs() {
        Making broken =
                _ -> {
                    throw new IllegalStateException("a bug");
                };
        publisher.attempt(JOB, 2);
        assertThat(take(broken, MAX_ATTEMPTS).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().problem().orElseThrow().code())
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aJobThatKilledItsWorkers_isNotBegunAgain() {
        AtomicInteger begun = new AtomicInteger();
        Making deadly =
                job -> {
                    begun.incrementAndGet();
                    return success(job);
                };
        publisher.attempt(JOB, 2); // as the workers did that died of it
        publisher.attempt(JOB, 3);
        assertThat(take(deadly, 4).join()).isEqualTo(Verdict.DONE);
        assertThat(begun).hasValue(0);
        assertThat(manifest().orElseThrow().problem().orElseThrow().code())
                .isEqualTo(ErrorCode.ATTEMPTS_EXHAUSTED);
        assertThat(records.sentTo(Topics.DEAD)).hasSize(1);
    }

    @Test
    void deliveriesThatReachedNobody_areNoAttempts() {
        assertThat(take(this::success, 9).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(told().getFirst())
                .isInstanceOfSatisfying(
                        JobEvent.Started.class, e -> assertThat(e.attempt()).isEqualTo(2));
    }

    @Test
    void aDecidedEnd_isToldAgainAndNotMadeAgain() {
        publisher.end(JobManifest.cancelled(JOB, clock.instant()));
        AtomicInteger begun = new AtomicInteger();
        assertThat(
                        take(
                                        job -> {
                                            begun.incrementAndGet();
                                            return success(job);
                                        },
                                        1)
                                .join())
                .isEqualTo(Verdict.DONE);
        assertThat(begun).hasValue(0);
        assertThat(told()).hasSize(2).allMatch(e -> e instanceof JobEvent.Cancelled);
    }

    @Test
    void whoComesSecond_tellsOfTheFirstEnd() {
        Making slow =
                job -> {
                    publisher.end(JobManifest.cancelled(JOB, clock.instant()));
                    return success(job);
                };
        assertThat(take(slow, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
        assertThat(told().getLast()).isInstanceOf(JobEvent.Cancelled.class);
    }

    @Test
    void aLateJob_isNotBegun() {
        clock.advance(Duration.ofHours(2));
        assertThat(take(this::success, 1).join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().problem().orElseThrow().code())
                .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void aStoreThatIsAway_isWaitedFor() throws Exception {
        store.goAway();
        CompletableFuture<Verdict> verdict = take(this::success, 1);
        Thread.sleep(700);
        assertThat(verdict).isNotDone();
        store.comeBack();
        assertThat(verdict.join()).isEqualTo(Verdict.DONE);
        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void aBrokerThatIsAwayAtTheEnd_isWaitedFor() throws Exception {
        CompletableFuture<Verdict> verdict =
                take(
                        job -> {
                            records.goAway();
                            return success(job);
                        },
                        1);
        await().until(() -> manifest().isPresent());
        Thread.sleep(200);
        assertThat(verdict).isNotDone();
        records.comeBack();
        assertThat(verdict.join()).isEqualTo(Verdict.DONE);
        assertThat(told().getLast()).isInstanceOf(JobEvent.Succeeded.class);
    }

    private CompletableFuture<Verdict> takeAndHang(CountDownLatch hangs) {
        return take(
                _ -> {
                    hangs.countDown();
                    Thread.sleep(Duration.ofMinutes(5));
                    throw new AssertionError("nobody stopped it");
                },
                1);
    }

    @Test
    void aCancelledJob_stopsAndIsDone() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Verdict> verdict = takeAndHang(hangs);
        hangs.await();
        publisher.end(JobManifest.cancelled(JOB, clock.instant())); // as a gateway does
        running.cancel(JOB.id());
        assertThat(verdict.join()).isEqualTo(Verdict.DONE);
        assertThat(left("cancelled")).isEqualTo(1);
        assertThat(manifest().orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aDrainedJob_isHandedBack() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Verdict> verdict = takeAndHang(hangs);
        hangs.await();
        running.drain(Map.of(), Duration.ofSeconds(20));
        assertThat(verdict.join()).isEqualTo(Verdict.AGAIN);
        assertThat(manifest()).isEmpty();
        assertThat(told().getLast()).isInstanceOf(JobEvent.Requeued.class);
    }

    @Test
    void aLostLease_stopsTheJobSilently() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CompletableFuture<Verdict> verdict = takeAndHang(hangs);
        hangs.await();
        handler(this::success)
                .lost(new Delivery("jobs.default.standard", 5, JobRecord.encode(JOB), 1));
        assertThat(verdict.join()).isEqualTo(Verdict.AGAIN);
        assertThat(manifest()).isEmpty();
        assertThat(told()).hasSize(1);
    }

    @Test
    void aRecordThatLiesThereTwice_isRunOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JobHandler handler =
                handler(
                        job -> {
                            begun.countDown();
                            goOn.await();
                            return success(job);
                        });
        Delivery twin = new Delivery("jobs.default.standard", 6, JobRecord.encode(JOB), 1);
        CompletableFuture<Verdict> first =
                handler.take(new Delivery(twin.topic(), 5, twin.value(), 1));
        begun.await();
        CompletableFuture<Verdict> second = handler.take(twin);
        handler.lost(twin);
        Thread.sleep(200);
        assertThat(first).as("neither its twin nor its twin's lease stops it").isNotDone();
        assertThat(second).isNotDone();
        goOn.countDown();
        assertThat(first.join()).isEqualTo(Verdict.DONE);
        assertThat(second.join()).isEqualTo(Verdict.DONE);
        assertThat(told().stream().filter(e -> e instanceof JobEvent.Started)).hasSize(1);
    }

    @Test
    void anUnreadableRecord_isBuried() {
        Delivery garbage = new Delivery("jobs.default.standard", 9, "garbage".getBytes(UTF_8), 1);
        assertThat(handler(this::success).take(garbage).join()).isEqualTo(Verdict.DONE);
        FakeRecordSink.Sent dead = records.sentTo(Topics.DEAD).getFirst();
        assertThat(new String(Objects.requireNonNull(dead.headers().get(DeadLetter.CODE)), UTF_8))
                .isEqualTo("unreadable_job");
        assertThat(dead.value()).isEqualTo("garbage".getBytes(UTF_8));
    }

    @Test
    void aFailureThatNobodyExpects_isNotLeftToTheBrokerToDrop() {
        store.onCall(
                _ -> {
                    throw new IllegalStateException("odd");
                });
        assertThat(take(this::success, 1).join()).isEqualTo(Verdict.AGAIN);
        assertThat(records.sentTo(Topics.DEAD)).isEmpty();
        int last = TopicSetup.Rules.DEFAULT.deliveries();
        assertThat(take(this::success, last).join()).isEqualTo(Verdict.DONE);
        assertThat(records.sentTo(Topics.DEAD)).hasSize(1);
        assertThat(told().getLast()).isInstanceOf(JobEvent.Failed.class);
    }
}
