package io.kuotu.common.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where spans go: keys under {@code kuotu.traces}, the same for gateways and workers. */
public interface TraceSettings {
    /** Who takes them. */
    enum Exporter {
        /** Nobody: none are made. */
        NONE,
        /** A collector, over HTTP with protocol buffers (OTLP). */
        OTLP,
        /** Our own log, a line each: to see on one machine what there would be. */
        LOG
    }

    @WithDefault("none")
    Exporter exporter();

    /** Of the collector; {@code /v1/traces} is added where it has no path. */
    @WithDefault("http://127.0.0.1:4318")
    URI endpoint();

    /** Share of the traces that begin here and are kept, 0 to 1; who called decides of its own. */
    @WithDefault("1.0")
    double ratio();

    /** How long a span that has ended may wait for others to go with it. */
    @WithDefault("PT1S")
    Duration every();

    /** Names this process among those of its kind; host name and process id unless set. */
    Optional<String> instance();

    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!(ratio() >= 0 && ratio() <= 1)) {
            problems.add("kuotu.traces.ratio: " + ratio() + " is not 0 to 1");
        }
        if (!every().isPositive()) {
            problems.add("kuotu.traces.every: must be positive");
        }
        String scheme = endpoint().getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            problems.add("kuotu.traces.endpoint: " + endpoint() + " is no http or https URL");
        }
        return problems;
    }
}
