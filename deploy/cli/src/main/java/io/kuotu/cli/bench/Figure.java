package io.kuotu.cli.bench;

import java.util.Optional;

/**
 * One measured number.
 *
 * @param name what was measured
 * @param value of it
 * @param unit of the value
 * @param goal that was set for it
 */
public record Figure(String name, double value, String unit, Optional<Goal> goal) {
    /** A bound, and the side on which the value should be. */
    public record Goal(Side side, double bound) {
        boolean holds(double value) {
            return side == Side.AT_MOST ? value <= bound : value >= bound;
        }

        @Override
        public String toString() {
            return (side == Side.AT_MOST ? "<= " : ">= ") + Numbers.plain(bound);
        }
    }

    /** Of a bound. */
    public enum Side {
        AT_MOST,
        AT_LEAST
    }

    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, Optional.empty());
    }

    public static Figure atMost(String name, double value, String unit, double bound) {
        return new Figure(name, value, unit, Optional.of(new Goal(Side.AT_MOST, bound)));
    }

    public static Figure atLeast(String name, double value, String unit, double bound) {
        return new Figure(name, value, unit, Optional.of(new Goal(Side.AT_LEAST, bound)));
    }

    /** Whether the goal is met; empty where there is none. */
    public Optional<Boolean> holds() {
        return goal.map(g -> g.holds(value));
    }
}
