package io.kuotu.gateway.claim;

import io.kuotu.common.job.Job;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Puts jobs where workers find them. May block for a moment; thread safe. */
public final class JobSender {
    private final RecordSink sink;

    public JobSender(RecordSink sink) {
        this.sink = sink;
    }

    /**
     * Completes when all in-sync replicas have the record. A job that is sent twice runs once, or
     * twice with one end. Its trace, where it has one, is told in the record's headers too.
     */
    public CompletableFuture<Long> send(Job job) {
        return sink.send(
                Topics.jobs(job.pool(), job.tier()),
                job.id().value(),
                JobRecord.encode(job),
                TraceContext.of(job.traceparent())
                        .map(TraceContext::recordHeaders)
                        .orElse(Map.of()));
    }
}
