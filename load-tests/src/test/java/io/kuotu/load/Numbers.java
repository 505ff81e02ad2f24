package io.kuotu.load;

import java.util.stream.DoubleStream;

/** Statistics of small samples. */
final class Numbers {
    private Numbers() {}

    /** {@code share} is 0.5 for the median; NaN of nothing. */
    static double percentile(DoubleStream values, double share) {
        double[] sorted = values.filter(v -> !Double.isNaN(v)).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[
                        Math.clamp(
                                (int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
