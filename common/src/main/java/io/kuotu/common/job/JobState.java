package io.kuotu.common.job;

import java.util.Locale;

/**
 * Where a job stands.
 *
 * <pre>
 *   queued  --started-->   running
 *   running --requeued-->  queued     (its worker drained, died or failed for a passing reason)
 *   queued | running --succeeded | failed | cancelled--> that state, for ever
 * </pre>
 */
public enum JobState {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** The state after an event. Total: what comes after the end changes nothing. */
    public JobState after(JobEvent event) {
        if (isTerminal()) {
            return this;
        }
        return switch (event) {
            case JobEvent.Started _,
                    JobEvent.Progressed _,
                    JobEvent.Previewed _,
                    JobEvent.Framed _ ->
                    RUNNING;
            case JobEvent.Requeued _ -> QUEUED;
            case JobEvent.Succeeded _ -> SUCCEEDED;
            case JobEvent.Failed _ -> FAILED;
            case JobEvent.Cancelled _ -> CANCELLED;
            case JobEvent.Claimed _, JobEvent.Left _ -> this; // gateways read others out of them
        };
    }

    /** As written in answers and queries. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
