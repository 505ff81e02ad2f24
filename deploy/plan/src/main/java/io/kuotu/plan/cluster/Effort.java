package io.kuotu.plan.cluster;

import io.kuotu.plan.outcome.Outcome;
import java.lang.management.ManagementFactory;

/**
 * What a run takes of this machine: the only clocks here. By the thread that runs.
 *
 * @param wall ns when it began
 * @param processor ns of a processor that the thread had had by then
 */
record Effort(long wall, long processor) {
    static Effort begin() {
        return new Effort(System.nanoTime(), processorNanos());
    }

    Outcome.Effort end(long events, long turns) {
        return new Outcome.Effort(
                events,
                turns,
                (System.nanoTime() - wall) / 1e9,
                (processorNanos() - processor) / 1e9);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
