package io.kuotu.plan.outcome;

import java.util.List;

/**
 * How things stood at one time.
 *
 * @param s seconds since the run began
 * @param waiting jobs in the topic, by tier in the order of {@link io.kuotu.common.job.Tier}
 * @param held jobs that workers hold, likewise
 * @param serving workers that take jobs
 * @param paid workers that are there, also those that start or drain
 * @param arrivals jobs in a second since the moment before
 */
public record Moment(
        double s,
        List<Integer> waiting,
        List<Integer> held,
        int serving,
        int paid,
        double arrivals) {
    public Moment {
        waiting = List.copyOf(waiting);
        held = List.copyOf(held);
    }
}
