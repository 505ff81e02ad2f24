package io.kuotu.worker.profile;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;

/** What was measured and chosen, for {@code /metrics}. One for all devices of a worker. */
public final class ProfileMeter {
    private final Gauge seconds;
    private final Gauge chosen;

    public ProfileMeter(CollectorRegistry registry) {
        this.seconds =
                Gauge.build(
                                "kuotu_worker_profile_seconds",
                                "Wall time of one call, measured at the bundle's native canvas.")
                        .labelNames("device", "bundle", "work", "batch")
                        .register(registry);
        this.chosen =
                Gauge.build(
                                "kuotu_worker_batch_class",
                                "1 for each batch size that the work is filled up to.")
                        .labelNames("device", "bundle", "work", "batch")
                        .register(registry);
    }

    /**
     * @param device its name
     * @param bundle measured on it
     * @param classes of each work
     */
    public void show(String device, BundleProfile bundle, ProfileTable.Chosen classes) {
        for (WorkProfile work : bundle.works()) {
            String label = work.work().label();
            for (Measure measure : work.sizes()) {
                seconds.labels(device, bundle.bundle(), label, Integer.toString(measure.batch()))
                        .set(measure.ms() / 1000);
            }
            for (int batch : classes.of(work.work()).sizes()) {
                chosen.labels(device, bundle.bundle(), label, Integer.toString(batch)).set(1);
            }
        }
    }
}
