package io.kuotu.gateway.claim;

import io.kuotu.common.job.Job;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;

/** Puts jobs where workers find them. Blocks; thread safe. */
public final class JobSender {
    private final RecordSink sink;

    public JobSender(RecordSink sink) {
        this.sink = sink;
    }

    /**
     * Returns when all in-sync replicas have the record; throws {@link
     * java.util.concurrent.CompletionException} where they do not. A job that is sent twice runs
     * once, or twice with one end.
     */
    public void send(Job job) {
        sink.send(Topics.jobs(job.pool(), job.tier()), job.id().value(), JobRecord.encode(job))
                .join();
    }
}
