package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceFailed;
import io.kuotu.worker.pipeline.Preview;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeviceLoopTest {
    private static final CanvasSize SMALL = Orders.SMALL;
    private static final CanvasSize LARGE = Orders.LARGE;

    private final ManualClock clock = new ManualClock(SampleJobs.NOW);
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));
    private final List<DeviceLoop> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(DeviceLoop::close);
    }

    private DeviceLoop loop(FakeModels models, int slots) {
        DeviceLoop loop =
                DeviceLoop.start(
                        "device-test",
                        () -> models,
                        slots,
                        clock,
                        new LoopMeter(new CollectorRegistry(), "test"));
        started.add(loop);
        return loop;
    }

    private static SampleOrder order(JobId job, CanvasSize size, int steps, long seed) {
        return Orders.of(job).size(size).steps(steps).seed(seed).order();
    }

    @Test
    void samplesOfMixedStepsAndSizesAllArriveAtTheirOwnEnd() {
        FakeModels models = new FakeModels(4, false);
        DeviceLoop loop = loop(models, 6);
        Random random = new Random(2);
        List<CompletableFuture<float[]>> results = new ArrayList<>();
        List<Float> wanted = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int steps = 1 + random.nextInt(20);
            results.add(
                    loop.expand(order(ids.next(), random.nextBoolean() ? SMALL : LARGE, steps, i)));
            wanted.add(i + steps / 1000f);
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).join()).containsExactly(wanted.get(i));
        }
        assertThat(models.stepBatches().stream().mapToInt(List::size).max().orElse(0)).isEqualTo(4);
        assertThat(models.open()).isZero();
    }

    @Test
    void aSampleJoinsWhileOthersAreUnderWay() {
        FakeModels models = new FakeModels(4, true);
        DeviceLoop loop = loop(models, 4);
        CompletableFuture<float[]> slow = loop.expand(order(ids.next(), SMALL, 10, 1));
        models.allow(5);
        await().until(() -> models.stepBatches().size() == 5);
        CompletableFuture<float[]> quick = loop.expand(order(ids.next(), SMALL, 2, 2));
        models.allow(3);
        quick.join();
        assertThat(slow).isNotDone();
        models.allow(10);
        slow.join();
        assertThat(models.stepBatches()).contains(List.of(1L, 2L));
    }

    @Test
    void aPoisonousSampleFailsAlone() {
        DeviceLoop loop = loop(new FakeModels(4, false), 4);
        CompletableFuture<float[]> good = loop.expand(order(ids.next(), SMALL, 5, 1));
        CompletableFuture<float[]> bad =
                loop.expand(order(ids.next(), SMALL, 5, FakeModels.POISON));
        CompletableFuture<float[]> alsoGood = loop.expand(order(ids.next(), SMALL, 5, 2));
        CompletableFuture<float[]> nan =
                loop.expand(order(ids.next(), SMALL, 5, FakeModels.NOT_A_NUMBER));

        assertThat(good.join()).containsExactly(1.005f);
        assertThat(alsoGood.join()).containsExactly(2.005f);
        assertThat(problemOf(bad)).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(problemOf(nan)).isEqualTo(ErrorCode.MODEL_FAILED);
    }

    private static ErrorCode problemOf(CompletableFuture<float[]> failed) {
        try {
            failed.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return ProblemException.of(e).code();
        }
    }

    /** Looks after every second step; remembers what it saw. */
    private static final class Onlooker implements Watcher {
        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public boolean wants(int stepsDone) {
            return stepsDone % 2 == 0;
        }

        @Override
        public void see(int stepsDone, Preview preview) {
            seen.add(stepsDone + ":" + (int) preview.pixels()[0]);
            if (preview.pixels()[0] == 9) {
                throw new IllegalStateException("an onlooker that fails");
            }
        }
    }

    private SampleOrder watched(int steps, long seed, Watcher watcher) {
        return Orders.of(ids.next()).steps(steps).seed(seed).watched(watcher);
    }

    @Test
    void whoWatchesSeesTheStepsThatItWants_butNotTheLast() {
        FakeModels models = new FakeModels(4, true);
        DeviceLoop loop = loop(models, 4);
        Onlooker onlooker = new Onlooker();
        CompletableFuture<float[]> unseen = loop.expand(order(ids.next(), SMALL, 6, 1));
        CompletableFuture<float[]> seen = loop.expand(watched(6, 2, onlooker));
        models.allow(20);
        assertThat(seen.join()).containsExactly(2.006f);
        unseen.join();
        assertThat(onlooker.seen).containsExactly("2:2", "4:2");
        assertThat(models.previewBatches()).containsOnly(List.of(2L));
    }

    @Test
    void whatGoesWrongWithAPreview_changesNothingForItsSample() {
        FakeModels models = new FakeModels(1, false);
        DeviceLoop loop = loop(models, 4);
        Onlooker onlooker = new Onlooker();
        assertThat(loop.expand(watched(5, 9, onlooker)).join()).containsExactly(9.005f);
        assertThat(onlooker.seen).containsExactly("2:9", "4:9");
        assertThat(loop.expand(watched(5, FakeModels.NO_PREVIEW, new Onlooker())).join())
                .containsExactly(FakeModels.NO_PREVIEW + 0.005f);
        assertThat(models.stepBatches()).as("no step was made again").hasSize(10);
    }

    @Test
    void aCancelledJobFreesItsSlotAtTheNextStep() {
        FakeModels models = new FakeModels(1, true);
        DeviceLoop loop = loop(models, 1);
        JobId first = ids.next();
        CompletableFuture<float[]> running = loop.expand(order(first, SMALL, 50, 1));
        CompletableFuture<float[]> waiting = loop.expand(order(ids.next(), SMALL, 1, 2));
        models.allow(3);
        await().until(() -> models.stepBatches().size() == 3);
        loop.cancel(first);
        models.allow(2); // one that was under way, and the one of the sample that follows
        assertThat(waiting.join()).containsExactly(2.001f);
        assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
        assertThat(models.open()).isZero();
    }

    @Test
    void aPassedDeadlineEndsASample() {
        FakeModels models = new FakeModels(1, true);
        DeviceLoop loop = loop(models, 1);
        CompletableFuture<float[]> late =
                loop.expand(
                        Orders.of(ids.next())
                                .steps(50)
                                .deadline(SampleJobs.NOW.plusSeconds(10))
                                .order());
        models.allow(1);
        clock.advance(Duration.ofSeconds(11));
        models.allow(1);
        assertThat(problemOf(late)).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void whatIsLeftAtTheEndIsCancelled() {
        FakeModels models = new FakeModels(1, true);
        DeviceLoop loop = loop(models, 1);
        CompletableFuture<float[]> running = loop.expand(order(ids.next(), SMALL, 50, 1));
        CompletableFuture<float[]> waiting = loop.expand(order(ids.next(), SMALL, 1, 2));
        models.allow(1000);
        loop.close();
        assertThat(running).isDone();
        assertThat(waiting).isDone();
        assertThatThrownBy(() -> loop.expand(order(ids.next(), SMALL, 1, 3)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void jobsThatFitIntoNoMemoryFailAloneAndBatchesShrink() {
        FakeModels models = new FakeModels(4, false);
        models.limitMemory(2);
        DeviceLoop loop = loop(models, 8);
        List<CompletableFuture<float[]>> good = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            good.add(loop.expand(order(ids.next(), SMALL, 5, i)));
        }
        CompletableFuture<float[]> huge = loop.expand(order(ids.next(), SMALL, 5, FakeModels.HUGE));
        for (int i = 0; i < 6; i++) {
            assertThat(good.get(i).join()).containsExactly(i + 0.005f);
        }
        assertThat(problemOf(huge)).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThatThrownBy(huge::join).hasMessageContaining("the device has no memory for it");
        assertThat(models.stepBatches()).allMatch(batch -> batch.size() <= 2);
        assertThat(models.open()).isZero();
    }

    @Test
    void aSickDeviceEndsItsLoopAndItsJobsGoElsewhere() {
        FakeModels models = new FakeModels(4, true);
        DeviceLoop loop = loop(models, 4);
        CompletableFuture<float[]> running = loop.expand(order(ids.next(), SMALL, 50, 1));
        models.allow(2);
        await().until(() -> models.stepBatches().size() == 2);
        models.fallSick();
        models.allow(10);
        assertThat(problemOf(running)).isEqualTo(ErrorCode.MODEL_FAILED);
        assertThat(loop.died().join()).isInstanceOf(DeviceFailed.class);
        await().until(() -> !loop.isAlive());
        assertThatThrownBy(() -> loop.expand(order(ids.next(), SMALL, 1, 2)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problem().code().kind())
                                        .isEqualTo(ErrorCode.Kind.INTERNAL));
        assertThat(models.open()).isZero();
    }

    @Test
    void whoCannotBeToldOfAStep_doesNotMakeItRunTwice() {
        DeviceLoop loop = loop(new FakeModels(4, false), 4);
        CompletableFuture<float[]> deaf =
                loop.expand(
                        Orders.of(ids.next())
                                .steps(5)
                                .seed(1)
                                .order(
                                        _ -> {
                                            throw new IllegalStateException("deaf");
                                        }));
        CompletableFuture<float[]> beside = loop.expand(order(ids.next(), SMALL, 5, 2));
        assertThat(deaf.join()).containsExactly(1.005f);
        assertThat(beside.join()).containsExactly(2.005f);
    }

    @Test
    void aForecastKnowsWhatRunsAndHowFarItIs() {
        FakeModels models = new FakeModels(1, true);
        DeviceLoop loop = loop(models, 1);
        JobId first = ids.next();
        CompletableFuture<float[]> running = loop.expand(order(first, SMALL, 900, 1));
        CompletableFuture<float[]> waiting = loop.expand(order(ids.next(), SMALL, 950, 2));
        models.allow(3);
        await().until(() -> models.stepBatches().size() == 3);
        CompletableFuture<Map<JobId, Duration>> asked =
                CompletableFuture.supplyAsync(loop::forecast);
        await().until(
                        () -> {
                            models.allow(1); // it answers between two steps
                            return asked.isDone();
                        });
        assertThat(asked.join()).containsOnlyKeys(first);
        assertThat(asked.join().getOrDefault(first, Duration.ZERO)).isPositive();
        models.allow(2000);
        running.join();
        waiting.join();
    }

    @Test
    void modelsThatDoNotLoadStopTheStart() {
        assertThatThrownBy(
                        () ->
                                DeviceLoop.start(
                                        "device-test",
                                        () -> {
                                            throw new IllegalStateException("damaged");
                                        },
                                        1,
                                        clock,
                                        new LoopMeter(new CollectorRegistry(), "test")))
                .hasMessage("damaged");
    }
}
