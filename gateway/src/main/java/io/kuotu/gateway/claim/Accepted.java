package io.kuotu.gateway.claim;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Job;

/**
 * What a submission got.
 *
 * @param job that it stands for
 * @param replayed whether an earlier submission made it
 */
public record Accepted(Job job, boolean replayed) {
    public Accepted {
        requireNonNull(job, "job is null");
    }

    Accepted again() {
        return new Accepted(job, true);
    }
}
