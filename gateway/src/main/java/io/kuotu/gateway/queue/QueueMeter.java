package io.kuotu.gateway.queue;

import io.kuotu.common.job.Tier;
import io.kuotu.common.metrics.Live;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;

/** The queue's estimates, for {@code /metrics}. */
public final class QueueMeter {
    private QueueMeter() {}

    /**
     * @param pool that a job goes to that comes now
     */
    public static void register(QueueModel model, String pool, CollectorRegistry registry) {
        Gauge wait =
                Gauge.build(
                                "kuotu_gateway_queue_wait_seconds",
                                "Estimated wait of a job that came now; NaN where nobody serves.")
                        .labelNames("pool", "tier")
                        .register(registry);
        Gauge cost =
                Gauge.build("kuotu_gateway_queue_pixel_steps", "Cost of all jobs that wait.")
                        .labelNames("tier")
                        .register(registry);
        for (Tier tier : Tier.values()) {
            wait.setChild(Live.child(() -> seconds(model.next(tier))), pool, tier.label());
            cost.setChild(Live.child(() -> model.state(tier).cost()), tier.label());
        }
        Live.gauge(
                registry,
                "kuotu_gateway_pixel_steps_per_second",
                "What all jobs get, as measured.",
                model::rate);
    }

    private static double seconds(Standing standing) {
        return standing.eta().map(eta -> eta.toNanos() / 1e9).orElse(Double.NaN);
    }
}
