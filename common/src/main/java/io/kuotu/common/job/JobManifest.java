package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a job ended, kept beside its outputs. It is written once, only if absent, by whoever ends the
 * job: that write decides which end is the one, and the event follows it.
 *
 * @param schema version of this record's form
 * @param job as it was accepted
 * @param state a terminal state
 * @param endedAt when it was decided
 * @param outputs pictures; of a chain that did not succeed the frames that are kept, else none
 * @param problem why it failed; empty unless failed
 * @param making how the outputs were made; empty unless succeeded
 * @param seal signature of all of it; empty where whoever ended the job has no key
 */
public record JobManifest(
        int schema,
        Job job,
        JobState state,
        Instant endedAt,
        List<JobOutput> outputs,
        Optional<Problem> problem,
        Optional<Making> making,
        Optional<String> seal) {
    public static final int SCHEMA = 1;

    /** Unsigned. */
    public JobManifest(
            int schema,
            Job job,
            JobState state,
            Instant endedAt,
            List<JobOutput> outputs,
            Optional<Problem> problem,
            Optional<Making> making) {
        this(schema, job, state, endedAt, outputs, problem, making, Optional.empty());
    }

    public JobManifest {
        requireNonNull(job, "job is null");
        requireNonNull(endedAt, "endedAt is null");
        if (!state.isTerminal()) {
            throw new IllegalArgumentException("a manifest tells of an end, not of " + state);
        }
        outputs = List.copyOf(outputs);
    }

    /**
     * Provenance and figures.
     *
     * @param worker that made them
     * @param attempt 1 for the first
     * @param bundle name of the model
     * @param bundleVersion its version
     * @param steps denoising steps (0 for an upscale)
     * @param sampler name of the sampler
     * @param creativity level that sampling started from, 0 to 1
     * @param originalSha256 of the source's pixels: rows of RGB bytes (RGBA where the source has
     *     alpha), as decoded
     * @param originalPreserved whether these very bytes are in the output (lossless formats, no
     *     upscale)
     * @param digitalSourceType IPTC term for pictures of this kind
     * @param millis wall time by phase, in ms
     * @param quality figures of the output whose seam shows most, by name; see {@link
     *     JobOutput#quality}
     * @param simulated what was waited for instead of computed, in words; empty where the outputs
     *     were made
     */
    public record Making(
            String worker,
            int attempt,
            String bundle,
            String bundleVersion,
            int steps,
            String sampler,
            double creativity,
            String originalSha256,
            boolean originalPreserved,
            String digitalSourceType,
            Map<String, Long> millis,
            Map<String, Double> quality,
            Optional<String> simulated) {
        public Making {
            millis = Map.copyOf(millis);
            quality = Map.copyOf(quality);
        }

        /** Really made. */
        public Making(
                String worker,
                int attempt,
                String bundle,
                String bundleVersion,
                int steps,
                String sampler,
                double creativity,
                String originalSha256,
                boolean originalPreserved,
                String digitalSourceType,
                Map<String, Long> millis,
                Map<String, Double> quality) {
            this(
                    worker,
                    attempt,
                    bundle,
                    bundleVersion,
                    steps,
                    sampler,
                    creativity,
                    originalSha256,
                    originalPreserved,
                    digitalSourceType,
                    millis,
                    quality,
                    Optional.empty());
        }
    }

    /** The same end with another signature, or none. */
    public JobManifest withSeal(Optional<String> other) {
        return new JobManifest(schema, job, state, endedAt, outputs, problem, making, other);
    }

    /** The event that tells of this end. */
    public JobEvent event() {
        return switch (state) {
            case SUCCEEDED -> new JobEvent.Succeeded(job.id(), endedAt, outputs);
            case CANCELLED -> new JobEvent.Cancelled(job.id(), endedAt, outputs);
            case FAILED, QUEUED, RUNNING ->
                    new JobEvent.Failed(
                            job.id(),
                            endedAt,
                            problem.orElseGet(
                                    () -> Problem.of(ErrorCode.INTERNAL, "no reason was kept")),
                            outputs);
        };
    }

    public JobManifest withOutputs(List<JobOutput> kept) {
        return new JobManifest(schema, job, state, endedAt, kept, problem, making);
    }

    public static JobManifest failed(Job job, Instant at, Problem problem) {
        return new JobManifest(
                SCHEMA,
                job,
                JobState.FAILED,
                at,
                List.of(),
                Optional.of(problem),
                Optional.empty());
    }

    public static JobManifest cancelled(Job job, Instant at) {
        return new JobManifest(
                SCHEMA, job, JobState.CANCELLED, at, List.of(), Optional.empty(), Optional.empty());
    }

    public static JobManifest succeeded(
            Job job, Instant at, List<JobOutput> outputs, Making making) {
        return new JobManifest(
                SCHEMA,
                job,
                JobState.SUCCEEDED,
                at,
                outputs,
                Optional.empty(),
                Optional.of(making));
    }
}
