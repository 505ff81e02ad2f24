package io.kuotu.gateway.board;

import io.kuotu.common.job.JobEvent;

/**
 * An event and its place in the event topic, which is its id on every gateway.
 *
 * @param offset in {@link io.kuotu.common.wire.Topics#EVENTS}
 * @param event that happened
 */
public record LoggedEvent(long offset, JobEvent event) {}
