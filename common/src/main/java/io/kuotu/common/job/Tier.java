package io.kuotu.common.job;

import java.util.Locale;

/** Priority class of a job; each has its own topic, and its share of every free slot. */
public enum Tier {
    INTERACTIVE(8),
    STANDARD(3),
    BULK(1);

    private final int weight;

    Tier(int weight) {
        this.weight = weight;
    }

    /** Its part of what is given out, where every tier wants more than there is. */
    public int weight() {
        return weight;
    }

    /** As written in requests, topic names and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
