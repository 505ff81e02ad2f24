package io.kuotu.worker.job;

import io.kuotu.common.job.JobManifest;
import io.kuotu.worker.batch.PhaseMeter;
import io.kuotu.worker.batch.PhaseMeter.Phase;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the jobs that this worker began, for {@code /metrics}. Thread safe. */
public final class JobMeter {
    /** How a job left this worker. */
    enum Outcome {
        SUCCEEDED,
        /** For good, by its caller's fault or its deadline. */
        FAILED,
        CANCELLED,
        /** Handed back: another worker may have it. */
        RELEASED,
        /** Failed for good by our own fault, and kept for an operator. */
        DEAD;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<Phase, List<String>> PHASES =
            Map.of(
                    Phase.PREPARE, List.of("prepare", "draft"),
                    Phase.UPSCALE, List.of("upscale"),
                    Phase.FINISH,
                            List.of(
                                    "quality",
                                    "consistency",
                                    "watch",
                                    "texture",
                                    "sharpen",
                                    "finish",
                                    "encode",
                                    "mark",
                                    "post",
                                    "post-denoise",
                                    "post-colourise",
                                    "post-colour",
                                    "post-sharpen",
                                    "post-style",
                                    "post-grain"),
                    Phase.UPLOAD, List.of("upload"));

    private final Counter jobs;
    private final PhaseMeter phases;

    /**
     * @param registry of the process
     * @param phases that the devices tell as well
     */
    public JobMeter(CollectorRegistry registry, PhaseMeter phases) {
        this.phases = phases;
        this.jobs =
                Counter.build("kuotu_worker_jobs_total", "Jobs that left this worker.")
                        .labelNames("outcome")
                        .register(registry);
        for (Outcome outcome : Outcome.values()) {
            var _ = jobs.labels(outcome.label()); // shown before the first job
        }
    }

    /** Before its first attempt. */
    void waited(Duration inQueue) {
        phases.took(Phase.QUEUE, inQueue.toNanos() / 1e9);
    }

    void left(Outcome outcome) {
        jobs.labels(outcome.label()).inc();
    }

    /** As the manifest says that holds. */
    void ended(JobManifest end) {
        switch (end.state()) {
            case SUCCEEDED -> {
                left(Outcome.SUCCEEDED);
                end.making().ifPresent(making -> made(making.millis()));
            }
            case CANCELLED -> left(Outcome.CANCELLED);
            case FAILED -> left(Outcome.FAILED);
            case QUEUED, RUNNING -> throw new IllegalArgumentException("not an end: " + end);
        }
    }

    private void made(Map<String, Long> millis) {
        PHASES.forEach(
                (phase, parts) -> {
                    List<Long> spent =
                            parts.stream().filter(millis::containsKey).map(millis::get).toList();
                    if (!spent.isEmpty()) {
                        phases.took(
                                phase, spent.stream().mapToLong(Long::longValue).sum() / 1000.0);
                    }
                });
    }
}
