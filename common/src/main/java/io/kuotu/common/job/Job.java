package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it lies in its topic: small, and all that a worker needs.
 *
 * @param id names it
 * @param tenant who submitted it
 * @param tier its priority class
 * @param pool the workers that may take it
 * @param spec what is to be made
 * @param source the picture it starts from
 * @param createdAt when it was accepted
 * @param deadline after which nobody wants the result
 * @param metadata the caller's, given back untouched
 * @param traceparent W3C trace context of the request
 * @param webhook whom to tell; empty in records that do not say
 * @param tierRequested the tier asked for, where the job was let in at a lower one because its
 *     tenant is over a limit
 * @param replayOf the dead job that an operator made this one of; empty in all others
 */
public record Job(
        JobId id,
        TenantId tenant,
        Tier tier,
        String pool,
        JobSpec spec,
        SourcePicture source,
        Instant createdAt,
        Instant deadline,
        Map<String, String> metadata,
        Optional<String> traceparent,
        Optional<Webhook> webhook,
        Optional<Tier> tierRequested,
        Optional<JobId> replayOf) {
    /** One that is no replay. */
    public Job(
            JobId id,
            TenantId tenant,
            Tier tier,
            String pool,
            JobSpec spec,
            SourcePicture source,
            Instant createdAt,
            Instant deadline,
            Map<String, String> metadata,
            Optional<String> traceparent,
            Optional<Webhook> webhook,
            Optional<Tier> tierRequested) {
        this(
                id,
                tenant,
                tier,
                pool,
                spec,
                source,
                createdAt,
                deadline,
                metadata,
                traceparent,
                webhook,
                tierRequested,
                Optional.empty());
    }

    /** In the tier that was asked for. */
    public Job(
            JobId id,
            TenantId tenant,
            Tier tier,
            String pool,
            JobSpec spec,
            SourcePicture source,
            Instant createdAt,
            Instant deadline,
            Map<String, String> metadata,
            Optional<String> traceparent,
            Optional<Webhook> webhook) {
        this(
                id,
                tenant,
                tier,
                pool,
                spec,
                source,
                createdAt,
                deadline,
                metadata,
                traceparent,
                webhook,
                Optional.empty());
    }

    public Job {
        requireNonNull(id, "id is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(tier, "tier is null");
        requireNonNull(pool, "pool is null");
        requireNonNull(spec, "spec is null");
        requireNonNull(source, "source is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(deadline, "deadline is null");
        metadata = Map.copyOf(metadata);
    }

    /** One that nobody wants to be called about. */
    public Job(
            JobId id,
            TenantId tenant,
            Tier tier,
            String pool,
            JobSpec spec,
            SourcePicture source,
            Instant createdAt,
            Instant deadline,
            Map<String, String> metadata,
            Optional<String> traceparent) {
        this(
                id,
                tenant,
                tier,
                pool,
                spec,
                source,
                createdAt,
                deadline,
                metadata,
                traceparent,
                Optional.empty());
    }
}
