package io.kuotu.plan.cluster;

import io.kuotu.worker.batch.Plan;

/** What all devices did within a window of time. */
final class DeviceUse {
    private final long from;
    private final long until;
    private long busyNanos;
    private long steps;
    private long stepped;
    private long places;
    private long turns;

    /**
     * @param from ns since the run began
     * @param until ns since the run began
     */
    DeviceUse(long from, long until) {
        this.from = from;
        this.until = until;
    }

    /**
     * A batch has run.
     *
     * @param largest samples that it could have had
     */
    void ran(Plan plan, long began, long ended, int largest) {
        turns++;
        long inside = Math.min(ended, until) - Math.max(began, from);
        if (inside <= 0) {
            return;
        }
        busyNanos += inside;
        if (plan.kind() == Plan.Kind.STEP) {
            steps++;
            stepped += plan.batch().size();
            places += largest;
        }
    }

    /** Of all devices, within the window. */
    long busyNanos() {
        return busyNanos;
    }

    /** Samples of a step, on average; 0 where there was none. */
    double meanBatch() {
        return steps == 0 ? 0 : (double) stepped / steps;
    }

    /** Samples of steps by what fits in; 0 where there was none. */
    double fill() {
        return places == 0 ? 0 : (double) stepped / places;
    }

    /** Batches of any kind, also outside of the window. */
    long turns() {
        return turns;
    }
}
