package io.kuotu.worker;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.metrics.Live;
import io.kuotu.worker.job.MemoryBudget;
import io.kuotu.worker.job.RunningJobs;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is counted elsewhere, as metrics.
 *
 * @param registry of the process
 */
record Gauges(CollectorRegistry registry) {
    void worker(Supplier<WorkerStatus.State> state, RunningJobs running, MemoryBudget pictures) {
        Gauge states =
                Gauge.build("kuotu_worker_state", "1 for what the worker does now, 0 for the rest.")
                        .labelNames("state")
                        .register(registry);
        for (WorkerStatus.State one : WorkerStatus.State.values()) {
            states.setChild(
                    Live.child(() -> state.get() == one ? 1 : 0),
                    one.name().toLowerCase(Locale.ROOT));
        }
        Live.gauge(
                registry, "kuotu_worker_jobs_held", "Jobs that the worker holds.", running::size);
        Live.gauge(
                registry,
                "kuotu_worker_picture_memory_bytes",
                "Memory that is set aside for the pictures of jobs that run.",
                pictures::usedBytes);
        Live.gauge(
                registry,
                "kuotu_worker_picture_memory_limit_bytes",
                "Memory that pictures may take together; jobs wait for it.",
                pictures::totalBytes);
    }
}
