package io.kuotu.worker.batch;

import io.kuotu.common.metrics.Live;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;

/** What devices hold, asked at each scrape. One for all devices of a worker. */
public final class DeviceMeter {
    private final Gauge used;
    private final Gauge most;
    private final Gauge tensors;

    public DeviceMeter(CollectorRegistry registry) {
        this.used =
                gauge(
                        registry,
                        "kuotu_worker_device_memory_used_bytes",
                        "Memory of a GPU that is in use, by anyone; nothing of a processor.");
        this.most =
                gauge(
                        registry,
                        "kuotu_worker_device_memory_limit_bytes",
                        "Memory that a GPU has; nothing of a processor.");
        this.tensors =
                gauge(
                        registry,
                        "kuotu_worker_device_tensors",
                        "Tensors that are held, of weights and of samples.");
    }

    private static Gauge gauge(CollectorRegistry registry, String name, String help) {
        return Gauge.build(name, help).labelNames("device").register(registry);
    }

    /**
     * @param device its name
     * @param models on it, as long as the process lives
     */
    public void show(String device, DeviceModels models) {
        tensors.setChild(Live.child(models::tensors), device);
        if (models.memory().isPresent()) {
            used.setChild(Live.child(() -> of(models).used()), device);
            most.setChild(Live.child(() -> of(models).most()), device);
        }
    }

    private static DeviceModels.Memory of(DeviceModels models) {
        return models.memory().orElseThrow();
    }
}
