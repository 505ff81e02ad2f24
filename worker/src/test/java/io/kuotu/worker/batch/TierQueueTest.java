package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.bundle.Schedule;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TierQueueTest {
    private static final StepPath PATH =
            StepPath.of(
                    NoiseSchedule.of(Schedule.cosine(1000, Schedule.Prediction.VELOCITY)),
                    Sampler.DDIM,
                    1,
                    1);
    private final JobIds ids = new JobIds(InstantSource.system(), new Random(1));
    private final TierQueue queue = new TierQueue();

    private Sample sample(Tier tier, int width) {
        CanvasSize size = new CanvasSize(width, 8);
        WorkingCanvas canvas = new WorkingCanvas(size, new float[3 * size.pixels()], new float[1]);
        return new Sample(
                new SampleOrder(
                        ids.next(),
                        tier,
                        SampleJobs.NOW,
                        "b",
                        canvas,
                        PATH,
                        0,
                        Optional.empty(),
                        _ -> {}));
    }

    @Test
    void underLoadTiersShareByTheirWeights() {
        for (int i = 0; i < 240; i++) {
            for (Tier tier : Tier.values()) {
                queue.add(sample(tier, 8));
            }
        }
        Map<Tier, Integer> taken = new EnumMap<>(Tier.class);
        for (int i = 0; i < 240; i++) {
            queue.take(1, _ -> 1).forEach(s -> taken.merge(s.order().tier(), 1, Integer::sum));
        }
        assertThat(taken)
                .containsEntry(Tier.INTERACTIVE, 160)
                .containsEntry(Tier.STANDARD, 60)
                .containsEntry(Tier.BULK, 20);
    }

    @Test
    void anInteractiveJobGoesNextUnderABulkFlood() {
        for (int i = 0; i < 100; i++) {
            queue.add(sample(Tier.BULK, 8));
        }
        for (int i = 0; i < 50; i++) {
            queue.take(1, _ -> 1);
        }
        Sample urgent = sample(Tier.INTERACTIVE, 8);
        queue.add(urgent);
        assertThat(Stream.of(queue.take(1, _ -> 1), queue.take(1, _ -> 1)).flatMap(List::stream))
                .contains(urgent);
    }

    @Test
    void aTierThatWasAwayHasSavedNothingUp() {
        for (int i = 0; i < 100; i++) {
            queue.add(sample(Tier.STANDARD, 8));
        }
        for (int i = 0; i < 60; i++) {
            queue.take(1, _ -> 1);
        }
        for (int i = 0; i < 100; i++) {
            queue.add(sample(Tier.BULK, 8));
        }
        long bulk = 0;
        for (int i = 0; i < 20; i++) {
            bulk +=
                    queue.take(1, _ -> 1).stream()
                            .filter(s -> s.order().tier() == Tier.BULK)
                            .count();
        }
        assertThat(bulk).isBetween(4L, 6L);
    }

    @Test
    void takesTogetherOnlyWhatFitsTogether() {
        Sample first = sample(Tier.STANDARD, 8);
        Sample other = sample(Tier.STANDARD, 16);
        Sample like = sample(Tier.BULK, 8);
        List.of(first, other, like).forEach(queue::add);
        assertThat(queue.take(4, _ -> 4)).containsExactly(first, like);
        assertThat(queue.take(4, _ -> 4)).containsExactly(other);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.take(4, _ -> 4)).isEmpty();
    }
}
