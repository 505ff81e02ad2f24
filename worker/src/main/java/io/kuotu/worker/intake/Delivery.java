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
    /** The same at every delivery of the record. */
    public String place() {
        return topic + "@" + offset;
    }

    @Override
    public String toString() {
        return place() + " (delivery " + deliveries + ")";
    }
}
