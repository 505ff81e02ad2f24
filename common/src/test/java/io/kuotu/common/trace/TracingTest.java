package io.kuotu.common.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.config.TraceSettings;
import io.kuotu.common.testing.FakeRecordSink;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    private Tracing tracing() {
        return Tracing.into(
                OpenTelemetrySdk.builder()
                        .setTracerProvider(
                                SdkTracerProvider.builder()
                                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                                        .build())
                        .build());
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01 ",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void whatIsNoTraceparentIsNone(String text) {
        assertThat(TraceContext.of(text, null)).isEmpty();
    }

    @Test
    void aPlaceGoesOverTheWireWithItsState() {
        TraceContext place = TraceContext.of(PARENT, "vendor=a1").orElseThrow();
        assertThat(place.headers())
                .isEqualTo(Map.of("traceparent", PARENT, "tracestate", "vendor=a1"));
        Map<String, byte[]> record = place.recordHeaders();
        TraceContext back =
                TraceContext.ofRecord(record.get("traceparent"), record.get("tracestate"))
                        .orElseThrow();
        assertThat(back.headers()).isEqualTo(place.headers());
    }

    @Test
    void partsLieBelowWhatIsHere_andNothingIsHereElsewhere() {
        Tracing tracing = tracing(); // not closed: its exporter would forget
        try (Stretch request = tracing.server("request", TraceContext.of(PARENT, null))) {
            String found =
                    request.within(
                            () -> {
                                try (Stretch part = Stretch.here().begin("part")) {
                                    part.fail("broken");
                                }
                                return "found";
                            });
            assertThat(found).isEqualTo("found");
            assertThat(Stretch.here()).isSameAs(Stretch.NONE);
            Instant now = Instant.now();
            request.was("past", now.minusSeconds(5), now.minusSeconds(3), s -> s.set("n", 7));
        }
        SpanData request = span("request");
        assertThat(request.getTraceId()).isEqualTo(PARENT.substring(3, 35));
        assertThat(request.getParentSpanId()).isEqualTo(PARENT.substring(36, 52));
        assertThat(span("part").getParentSpanId()).isEqualTo(request.getSpanId());
        SpanData past = span("past");
        assertThat(past.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(past.getEndEpochNanos() - past.getStartEpochNanos()).isEqualTo(2_000_000_000L);
    }

    @Test
    void aJobsRecordIsSentInASpanOfItsOwn_otherRecordsOfItsKeyBelongToWhatIsKnown() {
        try (Tracing tracing = tracing()) {
            FakeRecordSink records = new FakeRecordSink();
            TracedSink sink = TracedSink.in(tracing.over(records)).orElseThrow();
            Map<String, byte[]> headers = Map.of("traceparent", PARENT.getBytes(UTF_8));
            sink.send("jobs.default.bulk", "job_1", new byte[0], headers).join();
            SpanData sent = span("send jobs.default.bulk");
            assertThat(sent.getParentSpanId()).isEqualTo(PARENT.substring(36, 52));
            assertThat(parent(records, "jobs.default.bulk"))
                    .contains(sent.getTraceId(), sent.getSpanId());

            sink.know("job_1", TraceContext.of(PARENT, null).orElseThrow());
            sink.send("job-events", "job_1", new byte[0]).join();
            assertThat(parent(records, "job-events")).isEqualTo(PARENT);
            sink.forget("job_1");
            sink.send("job-events", "job_1", new byte[0]).join();
            assertThat(records.sentTo("job-events").getLast().headers()).isEmpty();
        }
    }

    private static String parent(FakeRecordSink records, String topic) {
        return new String(records.sentTo(topic).getLast().headers().get("traceparent"), UTF_8);
    }

    @Test
    void whereNobodyTracesThereIsOneStretchThatDoesNothing() {
        Tracing off = Tracing.open(settings(Map.of()), "program");
        assertThat(off.isOn()).isFalse();
        assertThat(off.server("x", Optional.empty())).isSameAs(Stretch.NONE);
        assertThat(Stretch.NONE.begin("y")).isSameAs(Stretch.NONE);
        assertThat(Stretch.NONE.context()).isEmpty();
        FakeRecordSink records = new FakeRecordSink();
        assertThat(off.over(records)).isSameAs(records);
    }

    /** Nobody listens there: what cannot go is dropped, and whoever made it notices nothing. */
    @Test
    void aCollectorThatIsAwayHoldsNobodyUp() {
        TraceSettings settings =
                settings(
                        Map.of(
                                "kuotu.traces.exporter", "otlp",
                                "kuotu.traces.endpoint", "http://127.0.0.1:1"));
        try (Tracing tracing = Tracing.open(settings, "program")) {
            many(tracing, 20_000);
            long before = used();
            long start = System.nanoTime();
            many(tracing, 200_000);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(used() - before).isLessThan(16L << 20); // kept, they would be 100 MB
        }
    }

    private static void many(Tracing tracing, int count) {
        for (int i = 0; i < count; i++) {
            try (Stretch span = tracing.server("request", Optional.empty())) {
                span.set("kuotu.job", "job_" + i).set("n", i);
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static TraceSettings settings(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withMapping(TraceSettings.class, "kuotu.traces")
                .withDefaultValues(keys)
                .build()
                .getConfigMapping(TraceSettings.class, "kuotu.traces");
    }
}
