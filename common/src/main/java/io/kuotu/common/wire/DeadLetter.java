package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A record that no worker could bring to a good end, as it lies in {@link Topics#DEAD}: the bytes
 * as they were, what happened in the headers.
 *
 * @param offset its place in the topic
 * @param at when it was buried
 * @param key the job's id, or {@code unreadable}
 * @param headers by name; see the constants
 * @param record the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record DeadLetter(
        long offset, Instant at, String key, Map<String, String> headers, byte[] record) {
    public static final String CODE = "kuotu.code";
    public static final String REASON = "kuotu.reason";
    public static final String TOPIC = "kuotu.topic";
    public static final String OFFSET = "kuotu.offset";
    public static final String DELIVERIES = "kuotu.deliveries";
    public static final String WORKER = "kuotu.worker";

    public DeadLetter {
        headers = Map.copyOf(headers);
    }

    /** Where the record lay, and how often it was handed out. */
    public record Origin(String topic, long offset, int deliveries, String worker) {}

    /** The headers of one that is buried now. */
    public static Map<String, byte[]> headers(Problem reason, Origin origin) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(CODE, bytes(reason.code().label()));
        headers.put(REASON, bytes(reason.detail()));
        headers.put(TOPIC, bytes(origin.topic()));
        headers.put(OFFSET, bytes(Long.toString(origin.offset())));
        headers.put(DELIVERIES, bytes(Integer.toString(origin.deliveries())));
        headers.put(WORKER, bytes(origin.worker()));
        return headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** As written by whoever buried it; may be a code that only a newer version has. */
    public String code() {
        return header(CODE).orElse(ErrorCode.INTERNAL.label());
    }
}
