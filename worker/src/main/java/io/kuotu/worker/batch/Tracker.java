package io.kuotu.worker.batch;

/** Hears what the device did of a sample, on the device's thread: must not block. */
@FunctionalInterface
public interface Tracker {
    /** What a device does of a sample, in this order; steps many times. */
    enum Part {
        ENCODE,
        STEP,
        DECODE
    }

    /**
     * Told before the sample's future completes.
     *
     * @param part that was done
     * @param batch samples that it was done of at once
     * @param startNanos by System.nanoTime()
     * @param endNanos by System.nanoTime()
     */
    void ran(Part part, int batch, long startNanos, long endNanos);
}
