package io.kuotu.gateway.claim;

import io.kuotu.common.testing.FakeRecordSink;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.gateway.board.Board;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A broker of which a board reads each record as soon as it is written, or not at all. */
final class Loopback implements RecordSink {
    final FakeRecordSink sink = new FakeRecordSink();
    private final Board board;
    private final AtomicLong offset = new AtomicLong();
    volatile boolean reads = true;

    Loopback(Board board) {
        this.board = board;
    }

    @Override
    public CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        CompletableFuture<Long> sent = sink.send(topic, key, value, headers);
        if (!sent.isCompletedExceptionally() && reads) {
            synchronized (board) { // the board's thread is one
                board.read(topic, offset.getAndIncrement(), key, value);
            }
        }
        return sent;
    }
}
