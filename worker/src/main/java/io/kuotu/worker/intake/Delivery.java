package io.kuotu.worker.intake;

import io.kuotu.common.trace.TraceContext;
import java.util.Optional;

/**
 * A job record in somebody's hands.
 *
 * @param topic that it lies in
 * @param offset its place there
 * @param value its bytes
 * @param deliveries how often it was handed out, this time included; some of them may have reached
 *     nobody
 * @param sent where its sending lies in a trace
 */
@SuppressWarnings("ArrayRecordComponent") // told apart by topic and offset, never compared
public record Delivery(
        String topic, long offset, byte[] value, int deliveries, Optional<TraceContext> sent) {
    /** Of a sender who traced nothing. */
    public Delivery(String topic, long offset, byte[] value, int deliveries) {
        this(topic, offset, value, deliveries, Optional.empty());
    }

    /** The same at every delivery of the record. */
    public String place() {
        return topic + "@" + offset;
    }

    @Override
    public String toString() {
        return place() + " (delivery " + deliveries + ")";
    }
}
