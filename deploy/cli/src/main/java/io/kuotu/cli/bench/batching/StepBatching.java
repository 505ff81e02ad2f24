package io.kuotu.cli.bench.batching;

import io.kuotu.worker.batch.DeviceLoop;
import io.kuotu.worker.batch.LoopMeter;
import io.kuotu.worker.djl.DjlModels;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kuotu's own loop. */
final class StepBatching implements Contender {
    static final String NAME = "step batching (Kuotu)";

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Samples samples;
    private final DeviceLoop loop;

    StepBatching(Samples samples, DjlModels.Layout layout, int slots) {
        this.samples = samples;
        this.loop =
                DeviceLoop.start(
                        "device-bench",
                        () -> DjlModels.load(List.of(samples.bundle()), layout),
                        slots,
                        InstantSource.system(),
                        new LoopMeter(registry, layout.device()));
    }

    DeviceLoop loop() {
        return loop;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletableFuture<?> submit(Arrival arrival) {
        return loop.expand(samples.order(arrival));
    }

    @Override
    public double busySeconds() {
        return Collections.list(registry.metricFamilySamples()).stream()
                .flatMap(family -> family.samples.stream())
                .filter(s -> s.name.equals("kuotu_worker_device_busy_seconds_total"))
                .mapToDouble((Collector.MetricFamilySamples.Sample s) -> s.value)
                .sum();
    }

    @Override
    public void close() {
        loop.close();
    }
}
