package io.kuotu.common.wire;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A sink whose records are timed until the broker has them, for {@code /metrics}. Topics are few:
 * those of {@link Topics}.
 */
public final class MeteredSink implements RecordSink {
    private final RecordSink sink;
    private final Histogram seconds;

    /**
     * @param sink that sends
     * @param registry of the process
     */
    public MeteredSink(RecordSink sink, CollectorRegistry registry) {
        this.sink = sink;
        this.seconds =
                Histogram.build(
                                "kuotu_record_send_seconds",
                                "Records sent, until the broker had them or they were given up.")
                        .labelNames("topic", "outcome")
                        .buckets(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
                        .register(registry);
    }

    @Override
    public CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        long start = System.nanoTime();
        CompletableFuture<Long> sent = sink.send(topic, key, value, headers);
        var _ = sent.whenComplete((_, failure) -> ended(topic, failure == null, start));
        return sent;
    }

    private void ended(String topic, boolean good, long start) {
        double took = (System.nanoTime() - start) / 1e9;
        Histogram.Child failures = seconds.labels(topic, "failed"); // shown from the first on
        (good ? seconds.labels(topic, "ok") : failures).observe(took);
    }
}
