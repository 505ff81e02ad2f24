package io.kuotu.common.job;

import java.util.Locale;

/** Priority class of a job; each has its own topic, and its share of every free slot. */
public enum Tier {
    INTERACTIVE,
    STANDARD,
    BULK;

    /** As written in requests, topic names and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
