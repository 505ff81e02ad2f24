package io.kuotu.common.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.function.DoubleSupplier;

/** Gauges whose value is asked for at each scrape, on the scraping thread. */
public final class Live {
    private Live() {}

    /**
     * Without labels.
     *
     * @param value asked for at each scrape: must not block
     */
    public static void gauge(
            CollectorRegistry registry, String name, String help, DoubleSupplier value) {
        Gauge.build(name, help).register(registry).setChild(child(value));
    }

    /** One value of a gauge with labels: for {@link Gauge#setChild}. */
    public static Gauge.Child child(DoubleSupplier value) {
        return new Gauge.Child() {
            @Override
            public double get() {
                return value.getAsDouble();
            }
        };
    }
}
