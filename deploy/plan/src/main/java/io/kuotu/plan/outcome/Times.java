package io.kuotu.plan.outcome;

import java.util.Arrays;

/**
 * Many times of one kind, in s.
 *
 * @param count how many
 * @param mean of them
 * @param p50 half took at most this
 * @param p95 95 of 100 took at most this
 * @param p99 99 of 100 took at most this
 * @param max the longest
 */
public record Times(int count, double mean, double p50, double p95, double p99, double max) {
    public static final Times NONE = new Times(0, 0, 0, 0, 0, 0);

    /**
     * Of all of them.
     *
     * @param sortedNanos in ns, shortest first
     */
    public static Times of(long[] sortedNanos) {
        if (sortedNanos.length == 0) {
            return NONE;
        }
        return new Times(
                sortedNanos.length,
                Arrays.stream(sortedNanos).average().orElseThrow() / 1e9,
                at(sortedNanos, 50),
                at(sortedNanos, 95),
                at(sortedNanos, 99),
                sortedNanos[sortedNanos.length - 1] / 1e9);
    }

    /**
     * So many of 100 took at most this, s; the nearest rank. 0 where there are none.
     *
     * @param sortedNanos in ns, shortest first
     */
    public static double at(long[] sortedNanos, double percentile) {
        if (sortedNanos.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percentile / 100 * sortedNanos.length);
        return sortedNanos[Math.clamp(rank - 1, 0, sortedNanos.length - 1)] / 1e9;
    }
}
