package io.kuotu.plan.outcome;

import io.kuotu.common.job.Tier;
import java.util.Optional;

/**
 * What became of a tier's jobs that were sent after the warm-up.
 *
 * @param tier whose
 * @param waited from the request to a worker that has the job, s
 * @param total from the request to the caller hearing of the end, s
 * @param mostWaiting jobs that waited in the topic at once, in the whole run
 * @param promise what the scenario promises, where it does
 */
public record TierOutcome(
        Tier tier, Times waited, Times total, int mostWaiting, Optional<Promise> promise) {
    /**
     * A promise and what came of it.
     *
     * @param percentile of jobs
     * @param withinS that they were to end in, s
     * @param tookS what that percentile took, s
     * @param lateS seconds from the begin of the spike, or of the run where there is none, to the
     *     request of the last job that took longer than {@code withinS}; 0 where none did
     */
    public record Promise(double percentile, double withinS, double tookS, double lateS) {
        public boolean isKept() {
            return tookS <= withinS;
        }
    }
}
