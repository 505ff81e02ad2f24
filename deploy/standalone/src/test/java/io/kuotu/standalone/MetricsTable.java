package io.kuotu.standalone;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import io.prometheus.client.SimpleCollector;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The metrics of a registry as rows of a table. The library tells names and labels of what has no
 * value yet to nobody, so they are taken from its fields.
 */
final class MetricsTable {
    /**
     * By how names end; the longest that fits. What fits none has no unit, and that is an error.
     */
    private static final Map<String, String> UNITS =
            Map.ofEntries(
                    Map.entry("_seconds", "s"),
                    Map.entry("_seconds_total", "s"),
                    Map.entry("_bytes", "bytes"),
                    Map.entry("_bytes_total", "bytes"),
                    Map.entry("_fill", "share, 0 to 1"),
                    Map.entry("_pixel_steps", "pixel steps"),
                    Map.entry("_pixel_steps_per_second", "pixel steps a second"),
                    Map.entry("_total", "count"),
                    Map.entry("_records", "records"),
                    Map.entry("_lag", "records"),
                    Map.entry("_size", "samples or tiles"),
                    Map.entry("_shares", "shares of 64"),
                    Map.entry("_connections", "connections"),
                    Map.entry("_workers", "workers"),
                    Map.entry("_slots", "samples"),
                    Map.entry("_active", "samples"),
                    Map.entry("_waiting", "samples"),
                    Map.entry("_resting", "samples"),
                    Map.entry("_queued", "jobs"),
                    Map.entry("_running", "jobs"),
                    Map.entry("_held", "jobs"),
                    Map.entry("_pending", "deliveries"),
                    Map.entry("_dead", "deliveries"),
                    Map.entry("_tensors", "tensors"),
                    Map.entry("_state", "0 or 1"),
                    Map.entry("_good", "0 or 1"),
                    Map.entry("_class", "0 or 1"));

    /**
     * A metric.
     *
     * @param name as it is asked for; of a histogram, without its endings
     * @param type of Prometheus
     * @param labels of each value
     * @param help as it is told
     * @param in the programs that have it
     */
    record Row(String name, String type, List<String> labels, String help, String in) {
        String unit() {
            return UNITS.entrySet().stream()
                    .filter(e -> name.endsWith(e.getKey()))
                    .max(Comparator.comparingInt(e -> e.getKey().length()))
                    .map(Map.Entry::getValue)
                    .orElse("");
        }

        @Override
        public String toString() {
            String shown = labels.isEmpty() ? "" : "`" + String.join("`, `", labels) + "`";
            return "| `%s` | %s | %s | %s | %s | %s |"
                    .formatted(name, type, shown, unit(), in, help);
        }
    }

    private MetricsTable() {}

    /** Ours; those of the JVM are the library's. */
    static SortedMap<String, Row> of(CollectorRegistry registry, String in) {
        SortedMap<String, Row> rows = new TreeMap<>();
        Map<?, ?> collectors = field(CollectorRegistry.class, "namesToCollectors", registry);
        collectors.values().stream()
                .filter(SimpleCollector.class::isInstance)
                .map(c -> row((SimpleCollector<?>) c, in))
                .filter(row -> row.name().startsWith("kuotu_"))
                .forEach(row -> rows.put(row.name(), row));
        return rows;
    }

    private static Row row(SimpleCollector<?> collector, String in) {
        String name = field(SimpleCollector.class, "fullname", collector);
        List<String> labels = field(SimpleCollector.class, "labelNames", collector);
        String help = field(SimpleCollector.class, "help", collector);
        return new Row(
                collector instanceof Counter ? name + "_total" : name,
                type(collector),
                labels,
                help,
                in);
    }

    private static String type(Collector collector) {
        return collector instanceof Counter
                ? "counter"
                : collector instanceof Histogram ? "histogram" : "gauge";
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the caller knows it
    private static <T> T field(Class<?> of, String name, Object owner) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return (T) field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the library has changed", e);
        }
    }
}
