package io.kuotu.gateway.board;

import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobState;

/**
 * An event and its place in the event topic, which is its id on every gateway.
 *
 * @param offset in {@link io.kuotu.common.wire.Topics#EVENTS}
 * @param event that happened
 */
public record LoggedEvent(long offset, JobEvent event) {
    /** Whether nothing comes after it. */
    public boolean isEnd() {
        return JobState.QUEUED.after(event).isTerminal();
    }
}
