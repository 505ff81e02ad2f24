package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import java.time.Instant;

/**
 * For whom a device works, and until when.
 *
 * @param job that wants it
 * @param tenant whose job it is: tenants of a tier share it alike
 * @param tier of the job: tiers share a device by weight
 * @param deadline after which it is dropped
 */
public record Claim(JobId job, TenantId tenant, Tier tier, Instant deadline) {
    public Claim {
        requireNonNull(job, "job is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(tier, "tier is null");
        requireNonNull(deadline, "deadline is null");
    }

    public static Claim of(Job job) {
        return new Claim(job.id(), job.tenant(), job.tier(), job.deadline());
    }
}
