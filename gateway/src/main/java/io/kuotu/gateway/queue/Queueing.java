package io.kuotu.gateway.queue;

/**
 * What is known of the queue, together.
 *
 * @param model of it
 * @param positions that are pushed
 * @param costs of jobs
 */
public record Queueing(QueueModel model, PositionFeed positions, Costs costs) {}
