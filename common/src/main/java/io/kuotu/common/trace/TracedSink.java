package io.kuotu.common.trace;

import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Records go out with their place in a trace in their headers; the sending of a job is a span of
 * its own, which its worker continues. Of the place: what the sending thread is doing; else what is
 * known of the key; else what the headers have already. Thread safe.
 */
public final class TracedSink implements RecordSink {
    private final RecordSink sink;
    private final Tracing tracing;
    private final ConcurrentMap<String, TraceContext> byKey = new ConcurrentHashMap<>();

    public TracedSink(RecordSink sink, Tracing tracing) {
        this.sink = sink;
        this.tracing = tracing;
    }

    /** The one that a sink is, where somebody traces. */
    public static Optional<TracedSink> in(RecordSink sink) {
        return sink instanceof TracedSink traced ? Optional.of(traced) : Optional.empty();
    }

    /** Records of this key belong there, whichever thread sends them, until {@link #forget}. */
    public void know(String key, TraceContext place) {
        byKey.put(key, place);
    }

    public void forget(String key) {
        byKey.remove(key);
    }

    @Override
    public CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        Optional<TraceContext> place = place(key, headers);
        if (!Topics.isJobs(topic)) {
            return sink.send(topic, key, value, with(headers, place));
        }
        Stretch sending = tracing.producer("send " + topic, place);
        sending.set("messaging.system", "kafka")
                .set("messaging.operation.name", "send")
                .set("messaging.operation.type", "send")
                .set("messaging.destination.name", topic)
                .set("messaging.kafka.message.key", key);
        return sink.send(topic, key, value, with(headers, sending.context()))
                .whenComplete((offset, failure) -> sent(sending, offset, failure));
    }

    private static void sent(Stretch sending, Long offset, Throwable failure) {
        if (failure == null) {
            sending.set("messaging.kafka.offset", offset);
        } else {
            sending.fail(failure.getClass().getName());
        }
        sending.close();
    }

    private Optional<TraceContext> place(String key, Map<String, byte[]> headers) {
        return Stretch.here()
                .context()
                .or(() -> Optional.ofNullable(byKey.get(key)))
                .or(
                        () ->
                                TraceContext.ofRecord(
                                        headers.get(TraceContext.PARENT),
                                        headers.get(TraceContext.STATE)));
    }

    private static Map<String, byte[]> with(
            Map<String, byte[]> headers, Optional<TraceContext> place) {
        if (place.isEmpty()) {
            return headers;
        }
        Map<String, byte[]> all = new HashMap<>(headers);
        all.putAll(place.get().recordHeaders());
        return all;
    }
}
