package io.kuotu.gateway;

import io.kuotu.common.wire.Duties;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.Fleet;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.util.function.IntSupplier;

/** What is counted elsewhere, as metrics. */
final class Gauges {
    private Gauges() {}

    static void register(CollectorRegistry registry, Board board, Fleet fleet, Duties duties) {
        gauge(
                registry,
                "kuotu_gateway_duty_shares",
                "Shares of the jobs that this gateway sees to.",
                duties::shares);
        gauge(registry, "kuotu_gateway_jobs_queued", "Jobs that wait for a worker.", board::queued);
        gauge(registry, "kuotu_gateway_jobs_running", "Jobs that a worker holds.", board::running);
        gauge(
                registry,
                "kuotu_gateway_workers",
                "Workers that gave a sign of life lately.",
                () -> fleet.alive().size());
    }

    private static void gauge(
            CollectorRegistry registry, String name, String help, IntSupplier value) {
        Gauge gauge = Gauge.build(name, help).register(registry);
        gauge.setChild(
                new Gauge.Child() {
                    @Override
                    public double get() {
                        return value.getAsInt();
                    }
                });
    }
}
