package io.kuotu.cli.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** Small sums over measurements. */
final class Numbers {
    private Numbers() {}

    /** Three significant digits, no exponent. */
    static String plain(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** {@code share} is 0.5 for the median. */
    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }
}
