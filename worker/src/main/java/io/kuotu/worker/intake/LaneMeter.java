package io.kuotu.worker.intake;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.util.List;

/** What lanes did, for {@code /metrics}. Thread safe. */
public final class LaneMeter {
    private final Counter taken;
    private final Counter redelivered;
    private final Counter renewed;
    private final Counter lost;

    public LaneMeter(CollectorRegistry registry) {
        this.taken = counter(registry, "kuotu_worker_deliveries_total", "Job records taken.");
        this.redelivered =
                counter(
                        registry,
                        "kuotu_worker_redeliveries_total",
                        "Job records taken that had been handed out before.");
        this.renewed = counter(registry, "kuotu_worker_leases_renewed_total", "Leases renewed.");
        this.lost =
                counter(
                        registry,
                        "kuotu_worker_leases_lost_total",
                        "Leases lost before the job was answered.");
    }

    private static Counter counter(CollectorRegistry registry, String name, String help) {
        return Counter.build(name, help).labelNames("topic").register(registry);
    }

    /** Its counts are shown before the first record. */
    void opened(String topic) {
        for (Counter counter : List.of(taken, redelivered, renewed, lost)) {
            var _ = counter.labels(topic);
        }
    }

    void taken(String topic, int deliveries) {
        taken.labels(topic).inc();
        if (deliveries > 1) {
            redelivered.labels(topic).inc();
        }
    }

    void renewed(String topic) {
        renewed.labels(topic).inc();
    }

    void lost(String topic) {
        lost.labels(topic).inc();
    }
}
