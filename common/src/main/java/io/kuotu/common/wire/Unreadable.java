package io.kuotu.common.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * Records that this process left out because it could not read them: broken ones, and what only a
 * newer version knows. Counted for the whole process, as the JVM counts its own. Thread safe.
 */
public final class Unreadable {
    private static final ConcurrentMap<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private Unreadable() {}

    /** Counts it and says so in the reader's log. */
    public static void skipped(Logger log, String topic, long offset, Exception reason) {
        COUNTS.computeIfAbsent(topic, _ -> new LongAdder()).increment();
        log.warn("{}@{} is unreadable and left out: {}", topic, offset, reason.getMessage());
    }

    /** So far, by topic. */
    public static Map<String, Long> counts() {
        return COUNTS.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().sum()));
    }
}
