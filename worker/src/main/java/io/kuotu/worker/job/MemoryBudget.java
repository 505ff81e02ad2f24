package io.kuotu.worker.job;

import io.kuotu.common.job.JobSpec;
import java.util.concurrent.Semaphore;

/**
 * Lets only as many pictures into memory at once as fit; the others wait, largest and smallest
 * alike. Thread safe.
 */
public final class MemoryBudget {
    private static final long MIB = 1 << 20;

    /**
     * Bytes that a pixel costs at the worst moment: decoded, encoded, and what both need beside
     * them.
     */
    private static final int BYTES_PER_PIXEL = 12;

    private final int totalMib;
    private final Semaphore free;

    public MemoryBudget(long bytes) {
        this.totalMib = Math.clamp(bytes / MIB, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(totalMib, true);
    }

    /** For pictures, together. */
    public long totalBytes() {
        return totalMib * MIB;
    }

    /** That pictures have now. */
    public long usedBytes() {
        return (totalMib - free.availablePermits()) * MIB;
    }

    /** Given back when closed. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for its turn. What would never fit gets all there is. */
    Share take(JobSpec spec) throws InterruptedException {
        long mib = spec.outputPixels() * BYTES_PER_PIXEL / MIB + 1;
        int share = (int) Math.min(totalMib, mib);
        free.acquire(share);
        return () -> free.release(share);
    }
}
