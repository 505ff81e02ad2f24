package io.kuotu.plan.outcome;

import io.kuotu.plan.scenario.Scenario;
import java.util.List;

/**
 * What came of a run.
 *
 * @param scenario that was run
 * @param device in words, as its profile says
 * @param jobs that came; each ended once
 * @param tiers that had jobs
 * @param use of the devices
 * @param bill what it cost
 * @param course how things stood over time
 * @param effort of the run itself
 */
public record Outcome(
        Scenario scenario,
        String device,
        long jobs,
        List<TierOutcome> tiers,
        Use use,
        Bill bill,
        List<Moment> course,
        Effort effort) {
    /**
     * After the warm-up, until no more jobs came.
     *
     * @param busy part of the time of devices that are there
     * @param meanBatch samples of a step
     * @param fill samples of a step by what fits in
     */
    public record Use(double busy, double meanBatch, double fill) {}

    /**
     * Of all workers from their start to their end, until no more jobs came.
     *
     * @param workerHours of them
     * @param price of these
     * @param perThousandJobs of it
     * @param mostWorkers at once
     */
    public record Bill(double workerHours, double price, double perThousandJobs, int mostWorkers) {}

    /**
     * What the run took.
     *
     * @param events that happened
     * @param turns batches of all devices
     * @param wallS of this machine, s
     * @param processorS of one of its processors, s; without garbage collection and compilation
     */
    public record Effort(long events, long turns, double wallS, double processorS) {}

    public Outcome {
        tiers = List.copyOf(tiers);
        course = List.copyOf(course);
    }

    /** Whether each promise is kept; true where there is none. */
    public boolean keepsPromises() {
        return tiers.stream()
                .flatMap(tier -> tier.promise().stream())
                .allMatch(TierOutcome.Promise::isKept);
    }
}
