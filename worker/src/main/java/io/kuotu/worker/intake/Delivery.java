package io.kuotu.worker.intake;

/**
 * A job record in somebody's hands.
 *
 * @param topic that it lies in
 * @param offset its place there
 * @param value its bytes
 * @param deliveries how often it was handed out, this time included; some of them may have reached
 *     nobody
 */
@SuppressWarnings("ArrayRecordComponent") // told apart by topic and offset, never compared
public record Delivery(String topic, long offset, byte[] value, int deliveries) {
    @Override
    public String toString() {
        return topic + "@" + offset + " (delivery " + deliveries + ")";
    }
}
