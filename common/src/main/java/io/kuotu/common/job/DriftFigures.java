package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a picture differs from an earlier one. {@code worker/DESIGN.md} defines each figure.
 *
 * @param deltaE ΔE2000: the mean over the pixels where both show the same view, else between the
 *     mean colours
 * @param lightness mean L* less the earlier one's; positive is lighter
 * @param red the same of a*; positive is redder, negative greener
 * @param yellow the same of b*; positive is warmer, negative cooler
 * @param chroma the same of the distance from grey; positive is more saturated
 * @param msSsim likeness of structure, 0 to 1; only where both show the same view
 * @param edges how much of the edges both have, 0 to 1
 * @param features distance between statistics of colours and oriented filters; two unrelated
 *     photographs are 1 apart on average
 */
public record DriftFigures(
        double deltaE,
        double lightness,
        double red,
        double yellow,
        double chroma,
        Optional<Double> msSsim,
        double edges,
        double features) {
    /** What the eye begins to see of a whole picture's colour, in units of L*a*b*. */
    private static final double SEEN = 1;

    public DriftFigures {
        requireNonNull(msSsim, "msSsim is null");
        for (double value : new double[] {lightness, red, yellow, chroma}) {
            check(Double.isFinite(value), "a mean is no number");
        }
        check(deltaE >= 0 && Double.isFinite(deltaE), "deltaE is negative or no number");
        check(features >= 0 && Double.isFinite(features), "features is negative or no number");
        check(edges >= 0 && edges <= 1, "edges is 0 to 1");
        check(msSsim.isEmpty() || (msSsim.get() >= 0 && msSsim.get() <= 1), "msSsim is 0 to 1");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** By name, after a prefix: as an output's {@code quality} has them. */
    public Map<String, Double> named(String prefix) {
        Map<String, Double> named = new TreeMap<>();
        named.put(prefix + "delta_e", deltaE);
        named.put(prefix + "lightness", lightness);
        named.put(prefix + "red", red);
        named.put(prefix + "yellow", yellow);
        named.put(prefix + "chroma", chroma);
        msSsim.ifPresent(value -> named.put(prefix + "ms_ssim", value));
        named.put(prefix + "edges", edges);
        named.put(prefix + "features", features);
        return named;
    }

    /** Of {@link #named}; empty where they are not all there. */
    public static Optional<DriftFigures> of(Map<String, Double> named, String prefix) {
        List<String> needed =
                List.of("delta_e", "lightness", "red", "yellow", "chroma", "edges", "features");
        if (!needed.stream().allMatch(name -> named.containsKey(prefix + name))) {
            return Optional.empty();
        }
        return Optional.of(
                new DriftFigures(
                        named.getOrDefault(prefix + "delta_e", 0.0),
                        named.getOrDefault(prefix + "lightness", 0.0),
                        named.getOrDefault(prefix + "red", 0.0),
                        named.getOrDefault(prefix + "yellow", 0.0),
                        named.getOrDefault(prefix + "chroma", 0.0),
                        Optional.ofNullable(named.get(prefix + "ms_ssim")),
                        named.getOrDefault(prefix + "edges", 0.0),
                        named.getOrDefault(prefix + "features", 0.0)));
    }

    /** Which way the colour went, as far as it can be seen; empty where it cannot. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        say(words, yellow, "warmer", "cooler");
        say(words, red, "redder", "greener");
        say(words, lightness, "lighter", "darker");
        say(words, chroma, "more saturated", "less saturated");
        return words;
    }

    private static void say(List<String> words, double value, String more, String less) {
        if (Math.abs(value) >= SEEN) {
            words.add(value > 0 ? more : less);
        }
    }
}
