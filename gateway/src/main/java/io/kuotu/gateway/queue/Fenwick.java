package io.kuotu.gateway.queue;

/** Sums over the first n of many numbers that change, each in a few steps (Fenwick's tree). */
final class Fenwick {
    private final long[] tree;

    Fenwick(int size) {
        this.tree = new long[size + 1];
    }

    int size() {
        return tree.length - 1;
    }

    /** At a place, from 0 on. */
    void add(int place, long value) {
        for (int i = place + 1; i < tree.length; i += i & -i) {
            tree[i] += value;
        }
    }

    /** Of the places before this one. */
    long before(int place) {
        long sum = 0;
        for (int i = place; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }
}
