package io.kuotu.common.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A registry with the JVM's own metrics, as the text format of Prometheus. */
public final class Exposition {
    public static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE_004;

    private Exposition() {}

    /** One per process (or per role, where several share one): nothing is registered globally. */
    public static CollectorRegistry registry() {
        CollectorRegistry registry = new CollectorRegistry(true);
        DefaultExports.register(registry);
        registry.register(new UnreadableRecords());
        return registry;
    }

    public static String text(CollectorRegistry registry) {
        StringWriter out = new StringWriter();
        try {
            TextFormat.write004(out, registry.metricFamilySamples());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
