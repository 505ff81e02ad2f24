package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /**
     * A frame of a chain is in the store. Told once for each frame, in order; a worker that goes on
     * with another's chain may tell the last one again.
     *
     * @param frame from 0 on: the output's index
     * @param frames of the chain
     * @param output the frame
     */
    record Framed(JobId id, Instant at, int frame, int frames, JobOutput output)
            implements JobEvent {
        public Framed {
            requireNonNull(output, "output is null");
            if (frame < 0 || frame >= frames) {
                throw new IllegalArgumentException("no frame " + frame + " of " + frames);
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

    /**
     * The end: there will be no further output.
     *
     * @param outputs that are kept: frames of a chain; else none
     */
    record Failed(JobId id, Instant at, Problem problem, List<JobOutput> outputs)
            implements JobEvent {
        public Failed {
            outputs = List.copyOf(requireNonNullElse(outputs, List.of())); // mostly left out
        }

        public Failed(JobId id, Instant at, Problem problem) {
            this(id, at, problem, List.of());
        }
    }

    /**
     * The end, by the caller's wish.
     *
     * @param outputs that are kept: frames of a chain; else none
     */
    record Cancelled(JobId id, Instant at, List<JobOutput> outputs) implements JobEvent {
        public Cancelled {
            outputs = List.copyOf(requireNonNullElse(outputs, List.of())); // mostly left out
        }

        public Cancelled(JobId id, Instant at) {
            this(id, at, List.of());
        }
    }

    /**
     * A gateway wants this job to be. What becomes of that is decided by what lies before it in the
     * topic, so every gateway comes to the same: it is a job and runs; it is a job and shares the
     * run of an earlier one; or its key names an earlier job, and it is none.
     *
     * @param job as it would be
     * @param key that names the request, where the caller gave one
     * @param fingerprint of what is to be made; where there is one, the job may share a run
     */
    record Claimed(Job job, Optional<Key> key, Optional<String> fingerprint) implements JobEvent {
        public Claimed {
            requireNonNull(job, "job is null");
            requireNonNull(key, "key is null");
            requireNonNull(fingerprint, "fingerprint is null");
        }

        @Override
        public JobId id() {
            return job.id();
        }

        @Override
        public Instant at() {
            return job.createdAt();
        }
    }

    /**
     * A caller's name for a request, by hashes (SHA-256 in hexadecimal): neither is told.
     *
     * @param name of the tenant and the key
     * @param body of the request
     */
    record Key(String name, String body) {
        public Key {
            requireNonNull(name, "name is null");
            requireNonNull(body, "body is null");
        }
    }

    /**
     * A job that shares another's run is to end without it. Means nothing where it does not share
     * one at this place in the topic.
     *
     * @param problem why it fails; empty: its caller cancelled it
     */
    record Left(JobId id, Instant at, Optional<Problem> problem) implements JobEvent {}
}
