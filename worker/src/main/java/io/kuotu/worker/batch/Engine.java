package io.kuotu.worker.batch;

import io.kuotu.common.job.JobId;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Where jobs have pictures made: one device, or several. From any thread that may block. */
public interface Engine {
    /** Waits while the mailbox is full. The picture is RGB near [0, 1], three planes of rows. */
    CompletableFuture<float[]> expand(SampleOrder order);

    /** Waits while the mailbox is full. RGB in three planes of rows. */
    CompletableFuture<float[]> enlarge(TileOrder order);

    /**
     * Drops all that the job has here, before the next batch; its futures end with {@link
     * CancellationException}.
     */
    void cancel(JobId job);
}
