package io.kuotu.gateway.webhook;

import io.kuotu.gateway.board.JobView;
import java.util.Optional;

/** Writes what a webhook is told. Thread safe. */
@FunctionalInterface
public interface Payload {
    /**
     * The same bytes in each attempt, in UTF-8; empty where the event is not kept any more.
     *
     * @param view of the job
     * @param delivery of one of its events
     */
    Optional<byte[]> of(JobView view, Delivery delivery);
}
