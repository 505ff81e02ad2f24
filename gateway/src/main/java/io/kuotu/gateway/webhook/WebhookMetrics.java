package io.kuotu.gateway.webhook;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What operators see of webhooks. Thread safe. */
final class WebhookMetrics {
    private final Histogram seconds;

    WebhookMetrics(CollectorRegistry registry, Ledger ledger, DoubleSupplier oldestPending) {
        this.seconds =
                Histogram.build(
                                "kuotu_gateway_webhook_call_seconds",
                                "Calls to webhooks that this gateway made, by what came of them.")
                        .labelNames("result")
                        .buckets(0.01, 0.05, 0.1, 0.5, 1, 5, 15)
                        .register(registry);
        gauge(
                registry,
                "kuotu_gateway_webhooks_pending",
                "Deliveries that are still to be made, by any gateway.",
                ledger::pending);
        gauge(
                registry,
                "kuotu_gateway_webhooks_dead",
                "Deliveries that were given up.",
                ledger::dead);
        gauge(
                registry,
                "kuotu_gateway_webhook_oldest_pending_seconds",
                "Age of the oldest event that is still to be delivered.",
                oldestPending);
    }

    private static void gauge(
            CollectorRegistry registry, String name, String help, DoubleSupplier value) {
        Gauge gauge = Gauge.build(name, help).register(registry);
        gauge.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsDouble();
                    }
                });
    }

    void called(Outcome outcome, Duration took) {
        seconds.labels(outcome.verdict().name().toLowerCase(Locale.ROOT))
                .observe(took.toNanos() / 1e9);
    }
}
