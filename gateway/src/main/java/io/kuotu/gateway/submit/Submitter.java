package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.gateway.admission.Placing;
import io.kuotu.gateway.claim.Accepted;
import io.kuotu.gateway.claim.Claims;
import io.kuotu.gateway.claim.Coalescing;
import io.kuotu.gateway.claim.Digest;
import io.kuotu.gateway.claim.JobSender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes jobs and hands them to the broker; when {@link #submit} returns, the job cannot be lost.
 * Blocks; thread safe.
 */
public final class Submitter {
    private final JobSender sender;
    private final JobIds ids;
    private final InstantSource clock;
    private final String pool;
    private final Claims claims;
    private final Coalescing coalescing;
    private final Consumer<Job> sending;

    /**
     * @param pool that jobs go to
     * @param claims where jobs go first that have a key, or may share a run
     * @param coalescing whose jobs may
     * @param sending told of a job before its record is sent, so that nobody here need decode that
     */
    public Submitter(
            RecordSink sender,
            InstantSource clock,
            RandomGenerator random,
            String pool,
            Claims claims,
            Coalescing coalescing,
            Consumer<Job> sending) {
        this.sender = new JobSender(sender);
        this.sending = sending;
        this.claims = claims;
        this.coalescing = coalescing;
        this.ids = new JobIds(clock, random);
        this.clock = clock;
        this.pool = pool;
    }

    /** Returns when all in-sync replicas of the broker have the job, or its claim. */
    public Accepted submit(
            TenantId tenant,
            Request request,
            JobSpec spec,
            Source source,
            Placing placing,
            Optional<JobEvent.Key> key)
            throws InterruptedException {
        Job job = job(tenant, request, spec, source, placing);
        Optional<String> fingerprint =
                coalescing != Coalescing.OFF && request.isRepeatable()
                        ? Optional.of(Digest.fingerprint(job, coalescing))
                        : Optional.empty();
        if (key.isPresent() || fingerprint.isPresent()) {
            return claims.enter(job, key, fingerprint);
        }
        send(job);
        return new Accepted(job, false);
    }

    private Job job(
            TenantId tenant, Request request, JobSpec spec, Source source, Placing placing) {
        Instant now = clock.instant();
        Request.Common common = request.common();
        return new Job(
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
                common.webhook(),
                placing.requested());
    }

    private void send(Job job) {
        sending.accept(job);
        try {
            sender.send(job).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the job could not be queued; nothing was accepted")
                    .asException(e);
        }
    }
}
