package io.kuotu.common.fleet;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A worker's sign of life.
 *
 * @param worker its name
 * @param pool that it serves
 * @param at when it said so
 * @param state whether it takes jobs
 * @param device in words
 * @param slots samples that it denoises together
 * @param jobs that it holds
 * @param bundles that it has; the first of a task is that task's default
 * @param speed what to expect of it; empty from workers that do not tell
 * @param version of its program; empty from workers that do not tell
 */
public record WorkerStatus(
        String worker,
        String pool,
        Instant at,
        State state,
        String device,
        int slots,
        int jobs,
        List<BundleInfo> bundles,
        Optional<Speed> speed,
        Optional<String> version) {
    /** Of a worker that does not tell its version. */
    public WorkerStatus(
            String worker,
            String pool,
            Instant at,
            State state,
            String device,
            int slots,
            int jobs,
            List<BundleInfo> bundles,
            Optional<Speed> speed) {
        this(worker, pool, at, state, device, slots, jobs, bundles, speed, Optional.empty());
    }

    /**
     * What to expect of a worker.
     *
     * @param pixelSteps of its devices in a second, all of them together, by what they measured
     *     when they started: an upper bound, since jobs are more than steps; 0 where nothing was
     *     measured
     * @param lanes jobs of each tier that it holds at once
     */
    public record Speed(double pixelSteps, int lanes) {}

    public WorkerStatus {
        requireNonNull(worker, "worker is null");
        requireNonNull(pool, "pool is null");
        bundles = List.copyOf(bundles);
    }

    /** Whether the worker takes jobs. */
    public enum State {
        SERVING,
        DRAINING,
        GONE
    }
}
