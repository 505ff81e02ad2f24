package io.kuotu.common.metrics;

import io.kuotu.common.wire.Unreadable;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.util.List;

/** {@link Unreadable} as a metric. */
final class UnreadableRecords extends Collector {
    @Override
    public List<MetricFamilySamples> collect() {
        CounterMetricFamily family =
                new CounterMetricFamily(
                        "kuotu_unreadable_records_total",
                        "Records left out: broken ones, and what only a newer version knows.",
                        List.of("topic"));
        Unreadable.counts()
                .forEach((topic, count) -> family.addMetric(List.of(topic), (double) count));
        return List.of(family);
    }
}
