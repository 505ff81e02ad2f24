package io.kuotu.plan.scenario;

import org.jspecify.annotations.Nullable;

/** What the parts of a scenario must be. Each throws {@link IllegalArgumentException}. */
final class Checks {
    private Checks() {}

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Jackson gives null for what a file leaves out. */
    static void said(String field, @Nullable Object value) {
        check(value != null, field + ": is missing");
    }

    static void positive(String field, double value) {
        check(
                value > 0 && value < Double.POSITIVE_INFINITY,
                field + ": " + value + " must be above 0");
    }

    static void notNegative(String field, double value) {
        check(
                value >= 0 && value < Double.POSITIVE_INFINITY,
                field + ": " + value + " must be 0 or more");
    }

    static void within(String field, double value, double least, double most) {
        check(
                value >= least && value <= most,
                field + ": " + value + " is not " + least + " to " + most);
    }
}
