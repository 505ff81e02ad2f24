package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Placing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/**
 * Makes jobs and hands them to the broker; when {@link #submit} returns, the job cannot be lost.
 * Blocks; thread safe.
 */
public final class Submitter {
    private final RecordSink sender;
    private final JobIds ids;
    private final InstantSource clock;
    private final String pool;

    public Submitter(RecordSink sender, InstantSource clock, RandomGenerator random, String pool) {
        this.sender = sender;
        this.ids = new JobIds(clock, random);
        this.clock = clock;
        this.pool = pool;
    }

    /** Returns when all in-sync replicas of the broker have the job. */
    public Job submit(
            TenantId tenant, Request request, JobSpec spec, Source source, Placing placing) {
        Instant now = clock.instant();
        Request.Common common = request.common();
        Job job =
                new Job(
                        ids.next(),
                        tenant,
                        placing.tier(),
                        pool,
                        spec,
                        source.picture(),
                        now,
                        now.plus(common.deadline()),
                        common.metadata(),
                        common.traceparent(),
                        placing.requested());
        try {
            sender.send(Topics.jobs(pool, job.tier()), job.id().value(), JobRecord.encode(job))
                    .join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the job could not be queued; nothing was accepted")
                    .asException(e);
        }
        return job;
    }
}
