package io.kuotu.gateway.submit;

import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JobCommand;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.claim.Claims;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;

/**
 * Ends jobs by their callers' wish. The manifest is written first: from that moment the job has
 * ended, whatever a worker is still doing; the worker is told, so that it stops at its next step.
 * Of a job that shares another's run the log decides, and the run goes on. The frames that a chain
 * has by then stay. Blocks; thread safe.
 */
public final class Canceller {
    private final ObjectStore store;
    private final RecordSink sender;
    private final InstantSource clock;
    private final Claims claims;
    private final StoredFrames frames;

    public Canceller(ObjectStore store, RecordSink sender, InstantSource clock, Claims claims) {
        this.claims = claims;
        this.frames = new StoredFrames(store);
        this.store = store;
        this.sender = sender;
        this.clock = clock;
    }

    /** Does nothing where the job has ended already. */
    public void cancel(Job job) throws InterruptedException {
        if (claims.leave(job.id())) {
            return;
        }
        JobManifest wish = frames.withFrames(JobManifest.cancelled(job, clock.instant()));
        if (!store.putIfAbsent(
                ObjectKeys.manifest(job.id()), JsonCodec.encode(wish), "application/json")) {
            return;
        }
        try {
            sender.send(Topics.EVENTS, job.id().value(), JsonCodec.encode(wish.event())).join();
            sender.send(
                            Topics.COMMANDS,
                            job.id().value(),
                            JsonCodec.encode(new JobCommand.Cancel(job.id())))
                    .join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the job is cancelled, but its worker could not be told")
                    .asException(e);
        }
    }
}
