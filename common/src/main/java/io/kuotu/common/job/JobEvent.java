package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a job, as workers and gateways write it to the event topic. That a job
 * is queued is told by the job record itself.
 */
public sealed interface JobEvent {
    JobId id();

    Instant at();

    /**
     * A worker began.
     *
     * @param worker its name
     * @param attempt 1 for the first
     * @param bundle name and version of the model
     */
    record Started(JobId id, Instant at, String worker, int attempt, String bundle)
            implements JobEvent {}

    /** {@code step} of {@code steps} are done in this stage. */
    record Progressed(JobId id, Instant at, Stage stage, int step, int steps) implements JobEvent {}

    /**
     * A small picture of how the first variant looks so far is in the store. The next attempt at a
     * job overwrites what the one before left there.
     *
     * @param step steps done when it was taken, over all passes; 0 is the draft, before any
     * @param steps of all passes
     * @param key object key
     * @param mediaType of the object
     * @param width in px
     * @param height in px
     */
    record Previewed(
            JobId id,
            Instant at,
            int step,
            int steps,
            String key,
            String mediaType,
            int width,
            int height)
            implements JobEvent {
        public Previewed {
            requireNonNull(key, "key is null");
            requireNonNull(mediaType, "mediaType is null");
            if (step < 0 || step >= steps) {
                throw new IllegalArgumentException(
                        "a preview comes before the last step, not at " + step + " of " + steps);
            }
            if (width <= 0 || height <= 0) {
                throw new IllegalArgumentException("a preview has pixels");
            }
        }
    }

    /** A worker handed the job back; another will start it. */
    record Requeued(JobId id, Instant at, Problem reason) implements JobEvent {}

    /** The end: the outputs are in the store. */
    record Succeeded(JobId id, Instant at, List<JobOutput> outputs) implements JobEvent {
        public Succeeded {
            outputs = List.copyOf(outputs);
        }
    }

    /** The end: there will be no output. */
    record Failed(JobId id, Instant at, Problem problem) implements JobEvent {}

    /** The end, by the caller's wish. */
    record Cancelled(JobId id, Instant at) implements JobEvent {}
}
