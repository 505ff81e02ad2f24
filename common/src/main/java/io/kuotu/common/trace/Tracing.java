package io.kuotu.common.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.config.TraceSettings;
import io.kuotu.common.wire.RecordSink;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tracing of one program: opened once, from settings, and handed to those who begin spans of
 * their own. Spans that have ended wait in a queue of 2048 for a thread of the exporter's; what
 * does not fit is dropped, so a collector that is away costs nothing. Thread safe.
 */
public final class Tracing implements AutoCloseable {
    private static final String RESOURCE = "otel.resource.attributes";
    private static final String SCOPE = "io.kuotu";
    private static final int CLOSE_WITHIN_S = 3;
    private static final int QUEUE = 2048;

    private final @Nullable OpenTelemetrySdk sdk;
    private final @Nullable Tracer tracer;

    private Tracing(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk == null ? null : sdk.getTracer(SCOPE);
    }

    /** Makes no span at all. */
    public static Tracing off() {
        return new Tracing(null);
    }

    /** Into an SDK that its caller has put together; closed with this. */
    public static Tracing into(OpenTelemetrySdk sdk) {
        return new Tracing(sdk);
    }

    /**
     * As the settings say. What they leave open, such as the headers of the exporter's requests,
     * OpenTelemetry's own environment variables ({@code OTEL_...}) may say.
     *
     * @param program of which this process is one, such as {@code kuotu-gateway}
     * @param instance its name among them, unless the settings have one
     */
    public static Tracing open(TraceSettings settings, String program, String instance) {
        if (settings.exporter() == TraceSettings.Exporter.NONE) {
            return off();
        }
        Map<String, String> ours =
                properties(settings, program, settings.instance().orElse(instance));
        return into(
                AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesCustomizer(given -> all(ours, given))
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk());
    }

    /** {@link #open(TraceSettings, String, String)}, named by its host and its process id. */
    public static Tracing open(TraceSettings settings, String program) {
        return open(settings, program, thisProcess());
    }

    private static String thisProcess() {
        long id = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + id;
        } catch (UnknownHostException e) {
            return "process-" + id;
        }
    }

    private static Map<String, String> all(Map<String, String> ours, ConfigProperties given) {
        String more = given.getString(RESOURCE);
        return more == null ? ours : with(ours, RESOURCE, ours.get(RESOURCE) + "," + more);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> all = new HashMap<>(map);
        all.put(key, value);
        return all;
    }

    private static Map<String, String> properties(
            TraceSettings settings, String program, String instance) {
        Map<String, String> all = new HashMap<>();
        all.put("otel.service.name", program);
        all.put(RESOURCE, "service.instance.id=" + URLEncoder.encode(instance, UTF_8));
        all.put("otel.metrics.exporter", "none");
        all.put("otel.logs.exporter", "none");
        all.put("otel.propagators", "tracecontext");
        all.put("otel.traces.sampler", "parentbased_traceidratio");
        all.put("otel.traces.sampler.arg", String.format(Locale.ROOT, "%f", settings.ratio()));
        all.put("otel.bsp.schedule.delay", Long.toString(settings.every().toMillis()));
        all.put("otel.bsp.max.queue.size", Integer.toString(QUEUE));
        if (settings.exporter() == TraceSettings.Exporter.OTLP) {
            all.put("otel.traces.exporter", "otlp");
            all.put("otel.exporter.otlp.traces.protocol", "http/protobuf");
            all.put("otel.exporter.otlp.traces.endpoint", endpoint(settings.endpoint()).toString());
        } else {
            all.put("otel.traces.exporter", "console");
        }
        return all;
    }

    private static URI endpoint(URI given) {
        String path = given.getPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? given.resolve("/v1/traces")
                : given;
    }

    /** The same sink, which tells of traces where there are any. */
    public RecordSink over(RecordSink sink) {
        return isOn() ? new TracedSink(sink, this) : sink;
    }

    /** Whether spans are made. */
    public boolean isOn() {
        return tracer != null;
    }

    /** A request that is answered begins. */
    public Stretch server(String name, Optional<TraceContext> parent) {
        return begin(name, SpanKind.SERVER, parent);
    }

    /** A call of somebody else's server begins. */
    public Stretch client(String name, Optional<TraceContext> parent) {
        return begin(name, SpanKind.CLIENT, parent);
    }

    /** A record is about to be sent. */
    public Stretch producer(String name, Optional<TraceContext> parent) {
        return begin(name, SpanKind.PRODUCER, parent);
    }

    /** The work on a record begins. */
    public Stretch consumer(String name, Optional<TraceContext> parent) {
        return begin(name, SpanKind.CONSUMER, parent);
    }

    private Stretch begin(String name, SpanKind kind, Optional<TraceContext> parent) {
        if (tracer == null) {
            return Stretch.NONE;
        }
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind);
        return Stretch.of(
                tracer, span.setParent(parent.map(TraceContext::parent).orElseGet(Context::root)));
    }

    /** Sends what has ended, for 3 s at most. */
    @Override
    public void close() {
        if (sdk != null) {
            var _ = sdk.shutdown().join(CLOSE_WITHIN_S, TimeUnit.SECONDS);
        }
    }
}
