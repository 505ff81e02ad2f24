package io.kuotu.worker.batch;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/** What a device's loop did, for {@code /metrics}. Thread safe. */
public final class LoopMeter {
    private final Histogram batchSize;
    private final Counter busySeconds;
    private final Counter forwardSeconds;
    private final Gauge active;
    private final Gauge waiting;
    private final String device;

    public LoopMeter(CollectorRegistry registry, String device) {
        this.device = device;
        this.batchSize =
                Histogram.build(
                                "kuotu_worker_batch_size",
                                "Samples or tiles in one call of a model.")
                        .labelNames("device", "work")
                        .buckets(1, 2, 4, 8, 16, 32)
                        .register(registry);
        this.busySeconds =
                Counter.build(
                                "kuotu_worker_device_busy_seconds_total",
                                "Wall time that the device's loop spent on work.")
                        .labelNames("device", "work")
                        .register(registry);
        this.forwardSeconds =
                Counter.build(
                                "kuotu_worker_model_forward_seconds_total",
                                "Wall time inside of model forwards.")
                        .labelNames("device", "work")
                        .register(registry);
        this.active =
                Gauge.build("kuotu_worker_samples_active", "Samples that have a slot.")
                        .labelNames("device")
                        .register(registry);
        this.waiting =
                Gauge.build(
                                "kuotu_worker_samples_waiting",
                                "Prepared samples that wait for a slot.")
                        .labelNames("device")
                        .register(registry);
    }

    private void worked(String work, int size, long wallNanos, long forwardNanos) {
        batchSize.labels(device, work).observe(size);
        busySeconds.labels(device, work).inc(wallNanos / 1e9);
        forwardSeconds.labels(device, work).inc(forwardNanos / 1e9);
    }

    void turned(Plan plan, long wallNanos, long forwardNanos, int activeNow, int waitingNow) {
        switch (plan) {
            case Plan.Begin(var samples) ->
                    worked("encode", samples.size(), wallNanos, forwardNanos);
            case Plan.Step(var samples) -> worked("step", samples.size(), wallNanos, forwardNanos);
            case Plan.Decode(var samples) ->
                    worked("decode", samples.size(), wallNanos, forwardNanos);
            case Plan.Enlarge(var some) -> worked("enlarge", some.size(), wallNanos, forwardNanos);
            case Plan.Idle _ -> {}
        }
        active.labels(device).set(activeNow);
        waiting.labels(device).set(waitingNow);
    }
}
