package io.kuotu.worker.batch;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.Locale;

/**
 * How long jobs spend in each phase, for {@code /metrics}. One for all devices of a worker. Thread
 * safe.
 */
public final class PhaseMeter {
    /** In the order of a job's life. */
    public enum Phase {
        /** From its creation until a worker begins it for the first time. */
        QUEUE,
        /** Decoded, scaled, drafted; of each job. */
        PREPARE,
        /** Waits for a slot on a device; of each sample. */
        SLOT,
        /** Holds a slot: encoded and denoised, and waits for its turns; of each sample. */
        STEPS,
        /** The call that makes pixels of it; of each sample. */
        DECODE,
        /** Enlarged; of each job. */
        UPSCALE,
        /** Joined, textured, measured, encoded; of each job. */
        FINISH,
        /** Its outputs are stored; of each job. */
        UPLOAD;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Histogram seconds;

    public PhaseMeter(CollectorRegistry registry) {
        this.seconds =
                Histogram.build(
                                "kuotu_worker_job_phase_seconds",
                                "Time that jobs spent in a phase; slot, steps and decode are of"
                                        + " each sample of a job, the others of a job.")
                        .labelNames("phase")
                        .buckets(
                                0.01, 0.03, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900,
                                3600)
                        .register(registry);
        for (Phase phase : Phase.values()) {
            var _ = seconds.labels(phase.label()); // shown before the first job
        }
    }

    public void took(Phase phase, double length) {
        seconds.labels(phase.label()).observe(Math.max(0, length));
    }
}
