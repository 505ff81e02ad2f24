package io.kuotu.common.wire;

import io.kuotu.common.job.JobId;

/** What gateways tell all workers; those that do not hold the job ignore it. */
public sealed interface JobCommand {
    JobId id();

    /** The job has been ended by its caller: stop working on it. */
    record Cancel(JobId id) implements JobCommand {}
}
