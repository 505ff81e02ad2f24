package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads {@link Topics#DEAD} when it is asked, a bounded piece of it, by a consumer that lives as
 * long as the call. Blocks; thread safe.
 */
public final class DeadLetters {
    public static final int MOST = 1000;

    private static final TopicPartition TOPIC = new TopicPartition(Topics.DEAD, 0);
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Broker broker;

    public DeadLetters(Broker broker) {
        this.broker = broker;
    }

    /**
     * Newest first.
     *
     * @param before only those at smaller offsets
     * @param limit at most so many, {@link #MOST} at most
     */
    public List<DeadLetter> newest(Optional<Long> before, int limit) {
        try (Consumer<String, byte[]> consumer = open()) {
            long begin = consumer.beginningOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
            long end = consumer.endOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
            long to = Math.min(end, before.orElse(end));
            long from = Math.max(begin, to - Math.min(limit, MOST));
            List<DeadLetter> found = read(consumer, from, to);
            Collections.reverse(found);
            return found;
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /** Empty where nothing lies there, or nothing any more. */
    public Optional<DeadLetter> at(long offset) {
        return newest(Optional.of(offset + 1), 1).stream()
                .filter(found -> found.offset() == offset)
                .findFirst();
    }

    private Consumer<String, byte[]> open() {
        Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        broker.with(
                                Map.of(
                                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                        false,
                                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                        "earliest",
                                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                        (int) WITHIN.toMillis())),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(TOPIC));
        return consumer;
    }

    private static List<DeadLetter> read(Consumer<String, byte[]> consumer, long from, long to) {
        List<DeadLetter> found = new ArrayList<>();
        consumer.seek(TOPIC, from);
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (consumer.position(TOPIC) < to) {
            if (System.nanoTime() - deadline > 0) {
                throw Problem.of(
                                ErrorCode.BROKER_UNAVAILABLE,
                                "dead letters could not be read within " + WITHIN)
                        .asException();
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to && record.value() != null) {
                    found.add(letter(record));
                }
            }
        }
        return found;
    }

    private static DeadLetter letter(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(
                    header.key(), header.value() == null ? "" : new String(header.value(), UTF_8));
        }
        return new DeadLetter(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key() == null ? "" : record.key(),
                headers,
                record.value());
    }

    private static RuntimeException unavailable(KafkaException e) {
        return Problem.of(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "dead letters could not be read: " + e.getMessage())
                .asException(e);
    }
}
