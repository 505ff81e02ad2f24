package io.kuotu.cli.drift;

import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where one bundle's chains drift on the whole, frame by frame, against their sources.
 *
 * @param model the bundle's name
 * @param series one of each picture; those with fewer frames than the longest do not count
 */
record Bias(String model, List<DriftSeries> series) {
    private static final long SEED = 20_05;

    /** Less is not seen. */
    private static final double SEEN = 0.5;

    /** A figure of {@link DriftFigures}. */
    @SuppressWarnings("ImmutableEnumChecker") // they read a record and hold nothing
    enum Figure {
        DELTA_E("delta_e", DriftFigures::deltaE),
        LIGHTNESS("lightness", DriftFigures::lightness),
        RED("red", DriftFigures::red),
        YELLOW("yellow", DriftFigures::yellow),
        CHROMA("chroma", DriftFigures::chroma),
        MS_SSIM("ms_ssim", figures -> figures.msSsim().orElse(Double.NaN)),
        EDGES("edges", DriftFigures::edges),
        FEATURES("features", DriftFigures::features);

        private final String label;
        private final ToDoubleFunction<DriftFigures> value;

        Figure(String label, ToDoubleFunction<DriftFigures> value) {
            this.label = label;
            this.value = value;
        }

        String label() {
            return label;
        }
    }

    Bias {
        int frames = series.stream().mapToInt(s -> s.frames().size()).max().orElse(0);
        series = series.stream().filter(s -> s.frames().size() == frames).toList();
        if (frames == 0) {
            throw new IllegalArgumentException("no chain of " + model + " has a frame");
        }
    }

    int frames() {
        return series.getFirst().frames().size();
    }

    /** Of one frame, from 0 on; the figure's mean over all pictures. */
    Estimate at(int frame, Figure figure) {
        return Estimate.of(
                series.stream()
                        .mapToDouble(s -> figure.value.applyAsDouble(s.frames().get(frame).first()))
                        .toArray(),
                SEED);
    }

    /** Of the last frame; what these chains have no figure of is left out. */
    Map<Figure, Estimate> last() {
        Map<Figure, Estimate> last = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            Estimate estimate = at(frames() - 1, figure);
            if (!Double.isNaN(estimate.mean())) {
                last.put(figure, estimate);
            }
        }
        return last;
    }

    /** A sentence: which ways are sure and can be seen. */
    String sentence() {
        Map<Figure, Estimate> last = last();
        List<String> ways = new ArrayList<>();
        say(ways, last.get(Figure.YELLOW), "warmer", "cooler");
        say(ways, last.get(Figure.RED), "redder", "greener");
        say(ways, last.get(Figure.LIGHTNESS), "lighter", "darker");
        say(ways, last.get(Figure.CHROMA), "more saturated", "less saturated");
        String what =
                ways.isEmpty() ? "no tint that is sure and can be seen" : String.join(", ", ways);
        return "%s after %d frames of %d pictures: %s"
                .formatted(model, frames(), series.size(), what);
    }

    private static void say(
            List<String> ways, @Nullable Estimate estimate, String more, String less) {
        if (estimate != null && estimate.isSure() && Math.abs(estimate.mean()) >= SEEN) {
            ways.add(
                    String.format(
                            Locale.ROOT,
                            "%s by %.1f (%.1f to %.1f)",
                            estimate.mean() > 0 ? more : less,
                            Math.abs(estimate.mean()),
                            Math.min(Math.abs(estimate.low()), Math.abs(estimate.high())),
                            Math.max(Math.abs(estimate.low()), Math.abs(estimate.high()))));
        }
    }
}
