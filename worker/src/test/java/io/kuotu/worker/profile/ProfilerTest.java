package io.kuotu.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static final CanvasSize CANVAS = new CanvasSize(256, 256);
    private static final CanvasSize SMALL = new CanvasSize(64, 32);
    private long now;

    /** A work with made-up times and bits; running it moves the clock. */
    private class MadeUp implements Trial {
        final List<Integer> batches = new ArrayList<>();

        @Override
        public Work work() {
            return Work.STEP;
        }

        @Override
        public CanvasSize canvas() {
            return CANVAS;
        }

        @Override
        public CanvasSize smallCanvas() {
            return SMALL;
        }

        @Override
        public Outcome run(CanvasSize size, int batch, int place) {
            long nanos = nanos(batch) * size.pixels() / CANVAS.pixels();
            now += nanos;
            if (size.equals(CANVAS)) {
                batches.add(batch);
            }
            return new Outcome(nanos, new float[] {value(size, batch, place)});
        }

        long nanos(int batch) {
            return batch * 10_000_000L;
        }

        @SuppressWarnings("UnusedVariable") // those who override it use them
        float value(CanvasSize size, int batch, int place) {
            return 1;
        }
    }

    private Profiler profiler(Duration budget, int trials, boolean stopsEarly) {
        return new Profiler(budget, trials, stopsEarly, () -> now);
    }

    private static List<Integer> sizes(WorkProfile profile) {
        return profile.sizes().stream().map(Measure::batch).toList();
    }

    @Test
    void allSizesAreMeasuredWhereThereIsTime() {
        WorkProfile made = profiler(Duration.ofMinutes(1), 1, false).measure(new MadeUp());
        assertThat(sizes(made)).containsExactly(1, 2, 3, 4, 6, 8, 12, 16);
        assertThat(made.at(4).orElseThrow()).isEqualTo(new Measure(4, 40, 0));
    }

    @Test
    void sizesAreGroupedByTheBitsOnBothCanvases() {
        Trial trial =
                new MadeUp() {
                    @Override
                    float value(CanvasSize size, int batch, int place) {
                        if (size.equals(SMALL)) {
                            return batch == 3 ? 5 : 1;
                        }
                        return batch == 1 ? 0 : batch == 6 ? place : 7;
                    }
                };
        WorkProfile made = profiler(Duration.ofMinutes(1), 1, false).measure(trial);
        assertThat(made.sizes())
                .extracting(Measure::bits)
                .containsExactly(0, 1, 2, 1, Measure.UNSTEADY, 1, 1, 1);
    }

    @Test
    void aProcessorStopsWhereASampleTakesClearlyLonger() {
        Trial trial =
                new MadeUp() {
                    @Override
                    long nanos(int batch) {
                        return batch < 4 ? 10_000_000L * batch : 12_000_000L * batch;
                    }
                };
        WorkProfile made = profiler(Duration.ofMinutes(1), 1, true).measure(trial);
        assertThat(sizes(made)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatDoesNotFitIsLeftOutAndTimeNotNeededGoesToTheNext() {
        Profiler profiler = profiler(Duration.ofMillis(400), 2, false);
        MadeUp first = new MadeUp();
        assertThat(sizes(profiler.measure(first))).containsExactly(1, 2, 3);
        long spent = now;
        assertThat(spent).isLessThanOrEqualTo(200_000_000L + 30_000_000L);
        assertThat(sizes(profiler.measure(new MadeUp()))).startsWith(1, 2, 3);

        now = 0;
        Profiler generous = profiler(Duration.ofMillis(400), 2, false);
        generous.skip(1);
        assertThat(sizes(generous.measure(new MadeUp()))).contains(4);
    }

    @Test
    void aWorkWhoseFirstCallWouldTakeTooLongIsNotCalledAtAll() {
        MadeUp trial =
                new MadeUp() {
                    @Override
                    long nanos(int batch) {
                        return 25_000_000_000L * batch;
                    }
                };
        WorkProfile made = profiler(Duration.ofSeconds(5), 1, true).measure(trial);
        assertThat(made.sizes()).isEmpty();
        assertThat(trial.batches).isEmpty();
        assertThat(now).isLessThan(2_000_000_000L);
    }

    @Test
    void withoutABudgetNothingIsRun() {
        MadeUp trial = new MadeUp();
        assertThat(profiler(Duration.ZERO, 1, true).measure(trial).sizes()).isEmpty();
        assertThat(now).isZero();
    }

    @Test
    void sizesThatTheDeviceHasNoMemoryForAreLeftOut() {
        Trial trial =
                new MadeUp() {
                    @Override
                    public Outcome run(CanvasSize size, int batch, int place) {
                        if (batch > 4) {
                            throw new DeviceMemoryExhausted("no", new RuntimeException("no"));
                        }
                        return super.run(size, batch, place);
                    }
                };
        WorkProfile made = profiler(Duration.ofMinutes(1), 1, false).measure(trial);
        assertThat(sizes(made)).containsExactly(1, 2, 3, 4);
    }
}
