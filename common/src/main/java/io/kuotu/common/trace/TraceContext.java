package io.kuotu.common.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as it goes from program to program in two headers (W3C Trace Context). Valid
 * always, immutable.
 */
public final class TraceContext {
    /** Header of HTTP and of Kafka. */
    public static final String PARENT = "traceparent";

    /** Header beside it: what tracing systems add of their own. */
    public static final String STATE = "tracestate";

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Map<String, String>> GETTER = new Getter();

    private final SpanContext span;

    TraceContext(SpanContext span) {
        if (!span.isValid()) {
            throw new IllegalArgumentException("a place in a trace has two ids that are not 0");
        }
        this.span = span;
    }

    /**
     * What the headers say. Empty where there are none, and where they are not as they must be:
     * then, by the standard, they are as good as absent.
     */
    public static Optional<TraceContext> of(@Nullable String parent, @Nullable String state) {
        if (parent == null) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        headers.put(PARENT, parent);
        if (state != null) {
            headers.put(STATE, state);
        }
        SpanContext found =
                Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
        return found.isValid() ? Optional.of(new TraceContext(found)) : Optional.empty();
    }

    /** {@link #of(String, String)} without {@code tracestate}. */
    public static Optional<TraceContext> of(Optional<String> parent) {
        return of(parent.orElse(null), null);
    }

    /** {@link #of(String, String)}, of a record's headers. */
    public static Optional<TraceContext> ofRecord(
            byte @Nullable [] parent, byte @Nullable [] state) {
        return of(text(parent), text(state));
    }

    private static @Nullable String text(byte @Nullable [] header) {
        return header == null ? null : new String(header, UTF_8);
    }

    /** 32 digits, hexadecimal. */
    public String traceId() {
        return span.getTraceId();
    }

    /** As the header has it. */
    public String traceparent() {
        return "00-"
                + span.getTraceId()
                + "-"
                + span.getSpanId()
                + "-"
                + span.getTraceFlags().asHex();
    }

    /** By name: {@code traceparent}, and {@code tracestate} where there is one. */
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(
                Context.root().with(Span.wrap(span)),
                headers,
                (all, name, value) -> {
                    if (all != null) {
                        all.put(name, value);
                    }
                });
        return headers;
    }

    /** The same, for a record. */
    public Map<String, byte[]> recordHeaders() {
        Map<String, byte[]> headers = new HashMap<>();
        headers().forEach((name, value) -> headers.put(name, value.getBytes(UTF_8)));
        return headers;
    }

    /** As the parent of a span to begin. */
    Context parent() {
        return Context.root().with(Span.wrap(span));
    }

    SpanContext span() {
        return span;
    }

    @Override
    public String toString() {
        return traceparent();
    }

    private static final class Getter implements TextMapGetter<Map<String, String>> {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
