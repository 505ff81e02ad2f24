package io.kuotu.common.testing;

import io.kuotu.common.wire.RecordSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is sent; {@link #goAway} makes every send fail. */
public final class FakeRecordSink implements RecordSink {
    /** A record as it was sent. */
    @SuppressWarnings("ArrayRecordComponent") // looked into, never compared
    public record Sent(String topic, String key, byte[] value, Map<String, byte[]> headers) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    public List<Sent> sentTo(String topic) {
        return sent.stream().filter(s -> s.topic().equals(topic)).toList();
    }

    @Override
    public CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        if (away) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the fake broker is away"));
        }
        sent.add(new Sent(topic, key, value, headers));
        return CompletableFuture.completedFuture((long) sent.size());
    }
}
