package io.kuotu.worker.intake;

/**
 * A job record in somebody's hands.
 *
 * @param topic that it lies in
 * @param offset its place there
 * @param value its bytes
 * @param attempt 1 for the first time that it was handed out
 */
@SuppressWarnings("ArrayRecordComponent") // told apart by topic and offset, never compared
public record Delivery(String topic, long offset, byte[] value, int attempt) {
    @Override
    public String toString() {
        return topic + "@" + offset + " (attempt " + attempt + ")";
    }
}
