package io.kuotu.worker.batch;

import io.kuotu.common.job.Tier;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Locale;

/** What the loops of devices did, for {@code /metrics}. Thread safe. */
public final class LoopMeter {
    /** Why a call of a model failed. */
    enum Failure {
        EXCEPTION,
        MEMORY,
        NOT_A_NUMBER;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Collectors collectors;
    private final String device;

    private record Collectors(
            PhaseMeter phases,
            Histogram batchSize,
            Histogram batchFill,
            Counter busySeconds,
            Counter forwardSeconds,
            Counter failures,
            Gauge slots,
            Gauge active,
            Gauge resting,
            Gauge waiting) {}

    private LoopMeter(Collectors collectors, String device) {
        this.collectors = collectors;
        this.device = device;
    }

    /**
     * @param registry of the process; one meter is made with it, others by {@link #of}
     * @param device its name
     */
    public LoopMeter(CollectorRegistry registry, String device) {
        this(collectors(registry), device);
    }

    /** For another device of the same process. */
    public LoopMeter of(String otherDevice) {
        return new LoopMeter(collectors, otherDevice);
    }

    private static Collectors collectors(CollectorRegistry registry) {
        return new Collectors(
                new PhaseMeter(registry),
                Histogram.build(
                                "kuotu_worker_batch_size",
                                "Samples or tiles in one call of a model.")
                        .labelNames("device", "work")
                        .buckets(1, 2, 4, 8, 16, 32)
                        .register(registry),
                Histogram.build(
                                "kuotu_worker_batch_fill",
                                "Samples or tiles in one call of a model, as a share of the size"
                                        + " that the batch was filled up to.")
                        .labelNames("device", "work")
                        .buckets(0.25, 0.5, 0.75, 0.9, 1)
                        .register(registry),
                counter("kuotu_worker_device_busy_seconds_total", "work")
                        .help("Wall time that the device's loop spent on work.")
                        .register(registry),
                counter("kuotu_worker_model_forward_seconds_total", "work")
                        .help("Wall time inside of model forwards.")
                        .register(registry),
                counter("kuotu_worker_model_failures_total", "reason")
                        .help("Calls of a model that failed, batches and single ones.")
                        .register(registry),
                gauge("kuotu_worker_slots", "Samples that may be denoised together.")
                        .labelNames("device")
                        .register(registry),
                gauge("kuotu_worker_samples_active", "Samples that have a slot.")
                        .labelNames("device")
                        .register(registry),
                gauge(
                                "kuotu_worker_samples_resting",
                                "Samples that have a slot and were not in the last step.")
                        .labelNames("device")
                        .register(registry),
                gauge("kuotu_worker_samples_waiting", "Prepared samples that wait for a slot.")
                        .labelNames("device", "tier")
                        .register(registry));
    }

    /** Of all devices. */
    public PhaseMeter phases() {
        return collectors.phases;
    }

    private static Counter.Builder counter(String name, String label) {
        return Counter.build().name(name).labelNames("device", label);
    }

    private static Gauge.Builder gauge(String name, String help) {
        return Gauge.build(name, help);
    }

    void failed(Failure failure) {
        collectors.failures.labels(device, failure.label()).inc();
    }

    void opened(int slots) {
        collectors.slots.labels(device).set(slots);
        for (Failure failure : Failure.values()) {
            var _ = collectors.failures.labels(device, failure.label()); // shown before the first
        }
        idle();
    }

    void phase(PhaseMeter.Phase phase, double seconds) {
        collectors.phases.took(phase, seconds);
    }

    /**
     * @param size that the call's batch was filled up to
     */
    void filled(Plan plan, int size) {
        collectors
                .batchFill
                .labels(device, plan.kind().label())
                .observe((double) plan.batch().size() / size);
    }

    void idle() {
        collectors.active.labels(device).set(0);
        collectors.resting.labels(device).set(0);
        for (Tier tier : Tier.values()) {
            collectors.waiting.labels(device, tier.label()).set(0);
        }
    }

    /**
     * @param before the situation that the plan was made in
     */
    void turned(Plan plan, long wallNanos, long forwardNanos, Situation before) {
        String work = plan.kind().label();
        collectors.batchSize.labels(device, work).observe(plan.batch().size());
        collectors.busySeconds.labels(device, work).inc(wallNanos / 1e9);
        collectors.forwardSeconds.labels(device, work).inc(forwardNanos / 1e9);
        collectors.active.labels(device).set(before.begun().size());
        if (plan.kind() == Plan.Kind.STEP) {
            collectors.resting.labels(device).set(before.running().size() - plan.batch().size());
        }
        for (Tier tier : Tier.values()) {
            collectors.waiting.labels(device, tier.label()).set(waiting(before.waiting(), tier));
        }
    }

    private static double waiting(List<Standing> waiting, Tier tier) {
        return waiting.stream().filter(s -> s.ticket().tier() == tier).count();
    }
}
