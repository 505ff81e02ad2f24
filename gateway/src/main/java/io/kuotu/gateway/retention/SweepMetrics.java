package io.kuotu.gateway.retention;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.time.Instant;

/** What the sweeper tells operators. */
public final class SweepMetrics {
    private final Counter objects;
    private final Counter bytes;
    private final Counter failures;
    private final Gauge lastRound;

    public SweepMetrics(CollectorRegistry registry) {
        objects =
                Counter.build("kuotu_gateway_swept_objects_total", "Objects deleted for their age.")
                        .labelNames("kind")
                        .register(registry);
        bytes =
                Counter.build("kuotu_gateway_swept_bytes_total", "Bytes deleted for their age.")
                        .labelNames("kind")
                        .register(registry);
        failures =
                Counter.build(
                                "kuotu_gateway_sweep_failures_total",
                                "Rounds of the sweeper that broke off.")
                        .register(registry);
        lastRound =
                Gauge.build(
                                "kuotu_gateway_sweep_last_round_seconds",
                                "When this gateway last ended a round of the sweeper (Unix time);"
                                        + " 0 where it never had to.")
                        .register(registry);
    }

    void swept(String kind, long count, long size) {
        objects.labels(kind).inc((double) count);
        bytes.labels(kind).inc((double) size);
    }

    void failed() {
        failures.inc();
    }

    void ended(Instant at) {
        lastRound.set((double) at.getEpochSecond());
    }
}
