package io.kuotu.gateway.queue;

import io.kuotu.common.job.Tier;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.function.DoubleSupplier;

/** The queue's estimates, for {@code /metrics}. */
public final class QueueMeter {
    private QueueMeter() {}

    public static void register(QueueModel model, CollectorRegistry registry) {
        Gauge wait =
                Gauge.build(
                                "kuotu_gateway_queue_wait_seconds",
                                "Estimated wait of a job that came now; NaN where nobody serves.")
                        .labelNames("tier")
                        .register(registry);
        Gauge cost =
                Gauge.build("kuotu_gateway_queue_pixel_steps", "Cost of all jobs that wait.")
                        .labelNames("tier")
                        .register(registry);
        for (Tier tier : Tier.values()) {
            wait.setChild(child(() -> seconds(model.next(tier))), tier.label());
            cost.setChild(child(() -> model.state(tier).cost()), tier.label());
        }
        Gauge.build("kuotu_gateway_pixel_steps_per_second", "What all jobs get, as measured.")
                .register(registry)
                .setChild(child(model::rate));
    }

    private static double seconds(Standing standing) {
        return standing.eta().map(eta -> eta.toNanos() / 1e9).orElse(Double.NaN);
    }

    private static Gauge.Child child(DoubleSupplier value) {
        return new Gauge.Child() {
            @Override
            public double get() {
                return value.getAsDouble();
            }
        };
    }
}
