package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the frames of a chain went away from its source.
 *
 * @param comparison what was compared
 * @param frames in order
 */
public record DriftSeries(Comparison comparison, List<Frame> frames) {
    /** What a frame has in common with an earlier one. */
    public enum Comparison {
        /** The same view: pixels are compared with pixels. */
        PIXELS,
        /** The earlier one lies in it unchanged: what was made is compared with it on the whole. */
        STATISTICS
    }

    /**
     * One frame's figures.
     *
     * @param frame its number, from 0 on: the output's index
     * @param first against the source
     * @param before against the frame before
     */
    public record Frame(int frame, DriftFigures first, DriftFigures before) {
        public Frame {
            requireNonNull(first, "first is null");
            requireNonNull(before, "before is null");
            if (frame < 0) {
                throw new IllegalArgumentException("frames are counted from 0, not " + frame);
            }
        }

        /** By name, as the frame's output has them in its {@code quality}. */
        public Map<String, Double> named() {
            Map<String, Double> named = new TreeMap<>(first.named(FIRST));
            named.putAll(before.named(BEFORE));
            return named;
        }
    }

    private static final String FIRST = "drift_";
    private static final String BEFORE = "step_";

    /**
     * Of a chain's outputs, in order; frames without figures are left out.
     *
     * @param comparison what was compared
     * @param frames their {@code quality}
     */
    public static DriftSeries of(Comparison comparison, List<Map<String, Double>> frames) {
        List<Frame> found = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int number = i;
            Optional<DriftFigures> before = DriftFigures.of(frames.get(i), BEFORE);
            DriftFigures.of(frames.get(i), FIRST)
                    .flatMap(first -> before.map(step -> new Frame(number, first, step)))
                    .ifPresent(found::add);
        }
        return new DriftSeries(comparison, found);
    }

    public DriftSeries {
        requireNonNull(comparison, "comparison is null");
        frames = List.copyOf(frames);
        for (int i = 1; i < frames.size(); i++) {
            if (frames.get(i).frame() <= frames.get(i - 1).frame()) {
                throw new IllegalArgumentException("frames are not in order");
            }
        }
    }
}
