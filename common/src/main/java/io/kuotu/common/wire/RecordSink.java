package io.kuotu.common.wire;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where records go. Thread safe. */
public interface RecordSink {
    /**
     * Completes with the record's offset once it cannot be lost. May block for a moment, so not on
     * an event loop.
     */
    CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers);

    default CompletableFuture<Long> send(String topic, String key, byte[] value) {
        return send(topic, key, value, Map.of());
    }
}
