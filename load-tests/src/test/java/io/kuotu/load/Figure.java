package io.kuotu.load;

import java.util.Locale;
import java.util.Optional;

/**
 * One measured number.
 *
 * @param name what was measured
 * @param value of it
 * @param unit of the value
 * @param atMost the objective, where there is one
 */
record Figure(String name, double value, String unit, Optional<Double> atMost) {
    static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, Optional.empty());
    }

    static Figure atMost(String name, double value, String unit, double bound) {
        return new Figure(name, value, unit, Optional.of(bound));
    }

    /** Whether the objective is met; what was not measured meets none. */
    Optional<Boolean> holds() {
        return atMost.map(bound -> value <= bound);
    }

    String goal() {
        return atMost.map(bound -> "<= " + plain(bound)).orElse("");
    }

    static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
