package io.kuotu.worker.profile;

import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import io.kuotu.worker.profile.Trial.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times the works of bundles by batch size, and finds out which sizes give the same bits. All works
 * share a budget of time: each gets an equal share of what is left, so what one does not need goes
 * to those after it. On the device's thread.
 */
public final class Profiler {
    private static final List<Integer> SIZES = List.of(1, 2, 3, 4, 6, 8, 12, 16);

    /** A size whose sample takes longer than the best one's by more ends the search. */
    private static final double MUCH_WORSE = 1.10;

    /** Calls more before that is believed: others may have used the processor meanwhile. */
    private static final int SECOND_LOOKS = 2;

    private final LongSupplier ticker;
    private final boolean stopsEarly;
    private final long end;
    private int trialsLeft;

    /**
     * @param budget for all
     * @param trials that share it
     * @param stopsEarly at the first size at which a sample takes clearly longer: on processors,
     *     where larger ones only get worse
     * @param ticker now, ns
     */
    public Profiler(Duration budget, int trials, boolean stopsEarly, LongSupplier ticker) {
        this.ticker = ticker;
        this.stopsEarly = stopsEarly;
        this.trialsLeft = trials;
        this.end = ticker.getAsLong() + budget.toNanos();
    }

    /** Measures what fits; a size for which the device has no memory is left out, and all above. */
    public WorkProfile measure(Trial trial) {
        long now = ticker.getAsLong();
        long until = now + (end - now) / Math.max(1, trialsLeft);
        trialsLeft--;
        return until <= now
                ? new WorkProfile(trial.work(), trial.canvas(), List.of())
                : new Run(trial, until).measured();
    }

    /** So many trials need no time: it is left to the others. */
    public void skip(int trials) {
        trialsLeft -= trials;
    }

    /** One work. */
    private final class Run {
        private final Trial trial;
        private final long until;
        private final List<float[]> groups = new ArrayList<>(); // bits, by group
        private final List<Measure> sizes = new ArrayList<>();

        Run(Trial trial, long until) {
            this.trial = trial;
            this.until = until;
        }

        WorkProfile measured() {
            try {
                for (int batch : SIZES) {
                    if (!fits(2 * foretold(batch))) {
                        break;
                    }
                    Measure made = measure(batch);
                    sizes.add(made);
                    if (isMuchWorse(made.msPerSample())) {
                        break;
                    }
                }
            } catch (DeviceMemoryExhausted e) {
                // the sizes that fit are what there is to choose from
            }
            return new WorkProfile(trial.work(), trial.canvas(), sizes);
        }

        private boolean isMuchWorse(double msPerSample) {
            double best =
                    sizes.stream().mapToDouble(Measure::msPerSample).min().orElse(msPerSample);
            return stopsEarly && msPerSample > MUCH_WORSE * best;
        }

        private boolean fits(double nanos) {
            return ticker.getAsLong() + nanos <= until;
        }

        /** Of one call, ns: by the size before, or by the small canvas. */
        private double foretold(int batch) {
            if (sizes.isEmpty()) {
                double pixels = (double) trial.canvas().pixels() / trial.smallCanvas().pixels();
                trial.run(trial.smallCanvas(), batch, 0); // the first call of a shape is slower
                return pixels * trial.run(trial.smallCanvas(), batch, 0).nanos();
            }
            return 1e6 * sizes.getLast().msPerSample() * batch;
        }

        /** Bits are compared in the first place, the last and one between; at least in two. */
        private Measure measure(int batch) {
            float[] small = small(batch, 0);
            Outcome made = trial.run(trial.canvas(), batch, 0);
            long least = made.nanos();
            boolean steady = true;
            for (int place : List.of(batch - 1, batch / 2)) {
                steady &= same(small, small(batch, place));
                if (place == batch - 1 || fits((double) least)) {
                    Outcome again = trial.run(trial.canvas(), batch, place);
                    least = Math.min(least, again.nanos());
                    steady &= same(made.values(), again.values());
                }
            }
            for (int again = 0;
                    again < SECOND_LOOKS
                            && isMuchWorse(least / 1e6 / batch)
                            && fits((double) least);
                    again++) {
                least = Math.min(least, trial.run(trial.canvas(), batch, 0).nanos());
            }
            return new Measure(
                    batch,
                    least / 1e6,
                    steady ? group(joined(small, made.values())) : Measure.UNSTEADY);
        }

        private float[] small(int batch, int place) {
            CanvasSize size = trial.smallCanvas();
            return trial.run(size, batch, place).values();
        }

        private int group(float[] bits) {
            for (int i = 0; i < groups.size(); i++) {
                if (same(groups.get(i), bits)) {
                    return i;
                }
            }
            groups.add(bits);
            return groups.size() - 1;
        }
    }

    private static boolean same(float[] a, float[] b) {
        return Arrays.equals(a, b);
    }

    private static float[] joined(float[] a, float[] b) {
        float[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
