package io.kuotu.gateway.webhook;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.gateway.board.JobView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What webhooks need of others; all of it thread safe.
 *
 * @param jobs that are kept
 * @param secrets of a tenant, as they are now; none where it has none
 * @param mine whether this gateway sees to a job
 * @param payload writes what is told
 * @param caller calls
 * @param sink takes the records
 */
public record Surroundings(
        Function<JobId, Optional<JobView>> jobs,
        Function<TenantId, List<String>> secrets,
        Predicate<JobId> mine,
        Payload payload,
        Caller caller,
        RecordSink sink) {}
