package io.kuotu.gateway.claim;

import io.kuotu.common.job.JobId;

/** What a claim came to; the same on every gateway. */
public sealed interface Outcome {
    /** It is a job that is run: somebody must put its record into a job topic. */
    record Leads() implements Outcome {}

    /** It is a job, and shares the run of an earlier one. */
    record Follows() implements Outcome {}

    /**
     * It is no job: an earlier one has its key.
     *
     * @param job the earlier one
     * @param sameBody whether the request was the same
     */
    record Replays(JobId job, boolean sameBody) implements Outcome {}
}
