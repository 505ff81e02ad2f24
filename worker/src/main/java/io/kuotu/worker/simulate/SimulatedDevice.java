package io.kuotu.worker.simulate;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Takes time. A thread wakes up a little late; that is made up for by the next batch where it
 * follows at once, so that many short batches together take what they should. The device's thread
 * owns it, but for {@link #busyNanos}.
 */
final class SimulatedDevice {
    /** Later than that is a pause of the caller's, not a late awakening; ns. */
    private static final long LATE = 2_000_000;

    private final LongSupplier nanos;
    private final LongConsumer parker;
    private final LongAdder busy = new LongAdder();
    private long free = Long.MIN_VALUE; // when the last batch should have ended

    SimulatedDevice() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param nanos a clock
     * @param parker waits about so long, or less
     */
    SimulatedDevice(LongSupplier nanos, LongConsumer parker) {
        this.nanos = nanos;
        this.parker = parker;
    }

    /** Cut short where the thread is interrupted. */
    void work(Duration time) {
        long start = nanos.getAsLong();
        long from = free != Long.MIN_VALUE && start - free < LATE ? free : start;
        free = from + time.toNanos();
        long left = free - start;
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            parker.accept(left);
            left = free - nanos.getAsLong();
        }
        busy.add(Math.max(0, nanos.getAsLong() - start));
    }

    /** Inside of batches so far, ns. From any thread. */
    long busyNanos() {
        return busy.sum();
    }
}
