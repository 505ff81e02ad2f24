package io.kuotu.worker.profile;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.CanvasSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One work of one bundle, measured. Immutable.
 *
 * @param work what was done
 * @param canvas on which it was timed
 * @param sizes measured, smallest first; none where the first call would have taken too long
 */
public record WorkProfile(Work work, CanvasSize canvas, List<Measure> sizes) {
    public WorkProfile {
        requireNonNull(work, "work is missing");
        requireNonNull(canvas, "canvas is missing");
        requireNonNull(sizes, "sizes is missing");
        sizes = sizes.stream().sorted(Comparator.comparingInt(Measure::batch)).toList();
        if (sizes.stream().map(Measure::batch).distinct().count() < sizes.size()) {
            throw new IllegalArgumentException("sizes: a batch size is there twice");
        }
    }

    public Optional<Measure> at(int batch) {
        return sizes.stream().filter(m -> m.batch() == batch).findFirst();
    }

    /**
     * About how long a call takes: between measured sizes on the line between them, beyond the
     * largest as many times that one as it is larger; as many times as the canvas has more pixels.
     * Empty where nothing was measured.
     *
     * @param size of each sample, px
     * @param batch samples in the call
     */
    public Optional<Duration> estimate(CanvasSize size, int batch) {
        if (sizes.isEmpty()) {
            return Optional.empty();
        }
        double pixels = (double) size.pixels() / canvas.pixels();
        return Optional.of(Duration.ofNanos(Math.round(1e6 * pixels * msAt(batch))));
    }

    private double msAt(int batch) {
        Measure below = sizes.getFirst();
        for (Measure measure : sizes) {
            if (measure.batch() >= batch) {
                return measure.batch() == batch || measure.equals(below)
                        ? measure.ms()
                        : between(below, measure, batch);
            }
            below = measure;
        }
        return below.msPerSample() * batch;
    }

    private static double between(Measure a, Measure b, int batch) {
        double share = (double) (batch - a.batch()) / (b.batch() - a.batch());
        return a.ms() + share * (b.ms() - a.ms());
    }

    /** At the best size that was measured; 0 where none was. */
    double pixelsPerSecond() {
        return canvas.pixels()
                * sizes.stream()
                        .filter(m -> m.ms() > 0)
                        .mapToDouble(Measure::samplesPerSecond)
                        .max()
                        .orElse(0);
    }

    /**
     * Both works as one, for works that share their batch sizes: the times together, and the bits
     * the same only where both are. Sizes that only one of them has are left out.
     */
    public WorkProfile and(WorkProfile other) {
        List<List<Integer>> groups = new ArrayList<>();
        List<Measure> both = new ArrayList<>();
        for (Measure mine : sizes) {
            other.at(mine.batch()).ifPresent(its -> both.add(together(mine, its, groups)));
        }
        return new WorkProfile(work, canvas, both);
    }

    private static Measure together(Measure a, Measure b, List<List<Integer>> groups) {
        int bits = Measure.UNSTEADY;
        if (a.isSteady() && b.isSteady()) {
            List<Integer> pair = List.of(a.bits(), b.bits());
            if (!groups.contains(pair)) {
                groups.add(pair);
            }
            bits = groups.indexOf(pair);
        }
        return new Measure(a.batch(), a.ms() + b.ms(), bits);
    }
}
