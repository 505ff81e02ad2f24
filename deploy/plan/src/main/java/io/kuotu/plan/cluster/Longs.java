package io.kuotu.plan.cluster;

import java.util.Arrays;

/** Many numbers, in the order that they came in. */
final class Longs {
    private long[] values = new long[256];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    long[] sorted() {
        long[] sorted = Arrays.copyOf(values, size);
        Arrays.parallelSort(sorted);
        return sorted;
    }
}
