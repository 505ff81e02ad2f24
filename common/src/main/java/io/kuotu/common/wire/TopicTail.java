package io.kuotu.common.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics whole, from their beginning (or their end) and on for ever, on one thread of its own
 * that also calls the reader. No group: every process reads everything. A broker that is away is
 * waited for; the reader then goes on where it was.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /** Called on the tail's thread only; must not throw, must not block. */
    @FunctionalInterface
    public interface Reader {
        /**
         * @param topic that the record lay in
         * @param offset its place there
         * @param key the record's key; empty where it has none
         * @param value its bytes; null is a tombstone
         */
        void read(String topic, long offset, String key, byte @Nullable [] value);
    }

    /** Where to begin. */
    public enum From {
        BEGINNING,
        END
    }

    private static final Duration GATHER = Duration.ofMillis(2);
    private static final int MANY = 200;
    private static final int ASKS_AGAIN_AFTER_MS = 10_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Reader reader;
    private final From from;
    private final Collection<String> topics;
    private final CompletableFuture<@Nullable Void> caughtUp = new CompletableFuture<>();
    private final Runnable whenCaughtUp;
    private final Thread thread;
    private long lastFew; // when a small batch was read last; the tail's thread owns it
    private final ConcurrentMap<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private volatile boolean closed; // published to the tail's thread by wakeup()

    private TopicTail(
            String name,
            Broker broker,
            Collection<String> topics,
            From from,
            Reader reader,
            Runnable whenCaughtUp) {
        this.whenCaughtUp = whenCaughtUp;
        this.topics = List.copyOf(topics);
        this.reader = reader;
        this.from = from;
        this.consumer =
                new KafkaConsumer<>(
                        broker.with(
                                Map.of(
                                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                        false,
                                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                        "earliest",
                                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                        ASKS_AGAIN_AFTER_MS,
                                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                        5000)),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Of a cluster that asks nothing of its clients. */
    public static TopicTail start(
            String name,
            String bootstrapServers,
            Collection<String> topics,
            From from,
            Reader reader) {
        return start(name, new Broker(bootstrapServers), topics, from, reader);
    }

    /** The topics must exist. Each has any number of partitions; order holds within one. */
    public static TopicTail start(
            String name, Broker broker, Collection<String> topics, From from, Reader reader) {
        return start(name, broker, topics, from, reader, () -> {});
    }

    /**
     * @param whenCaughtUp called once, on the tail's thread, when all that was there at the start
     *     has been read
     */
    public static TopicTail start(
            String name,
            Broker broker,
            Collection<String> topics,
            From from,
            Reader reader,
            Runnable whenCaughtUp) {
        TopicTail tail = new TopicTail(name, broker, topics, from, reader, whenCaughtUp);
        tail.thread.start();
        return tail;
    }

    /** Completes once all that was there at the start has been read. */
    public CompletableFuture<@Nullable Void> caughtUp() {
        return caughtUp;
    }

    /**
     * Offset of the next record of a topic of one partition, from any thread; empty until the
     * broker has been met.
     */
    public OptionalLong position(String topic) {
        Long next = positions.get(new TopicPartition(topic, 0));
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    private void note(ConsumerRecords<String, byte[]> batch) {
        for (TopicPartition read : batch.partitions()) {
            positions.put(read, batch.records(read).getLast().offset() + 1);
        }
    }

    private void run() {
        try (consumer) {
            Map<TopicPartition, Long> ends = begin();
            while (!closed) {
                pollOnce(ends);
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("{} ends", thread.getName());
        } catch (RuntimeException e) {
            LOG.error("{} ended", thread.getName(), e);
            caughtUp.completeExceptionally(e);
        }
    }

    /** Where the topics end now. A broker that is away is waited for, as later on. */
    private Map<TopicPartition, Long> begin() {
        while (true) {
            try {
                Map<TopicPartition, Long> ends = consumer.endOffsets(assign());
                ends.keySet().forEach(p -> positions.put(p, consumer.position(p)));
                return ends;
            } catch (TimeoutException e) {
                LOG.warn("{} waits for the broker: {}", thread.getName(), e.toString());
            }
        }
    }

    private List<TopicPartition> assign() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        if (from == From.BEGINNING) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        return partitions;
    }

    private void pollOnce(Map<TopicPartition, Long> ends) {
        try {
            tellOnceCaughtUp(ends);
            ConsumerRecords<String, byte[]> batch = consumer.poll(POLL);
            for (ConsumerRecord<String, byte[]> found : batch) {
                reader.read(
                        found.topic(),
                        found.offset(),
                        found.key() == null ? "" : found.key(),
                        found.value());
            }
            note(batch);
            gather(batch.count());
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("{}: {}; goes on in {}", thread.getName(), e.toString(), PAUSE_AFTER_FAILURE);
            pause();
        }
    }

    /**
     * Before the first poll too: where there is nothing to read, it would wait for news in vain.
     */
    private void tellOnceCaughtUp(Map<TopicPartition, Long> ends) {
        if (!caughtUp.isDone()
                && ends.entrySet().stream()
                        .allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
            whenCaughtUp.run();
            caughtUp.complete(null);
        }
    }

    /**
     * Where records come one on another's heels, a fetch for each or two would cost more than the
     * records: they are let gather. One that comes alone is read at once.
     */
    private void gather(int count) {
        if (count == 0 || count >= MANY) {
            return;
        }
        long now = System.nanoTime();
        if (now - lastFew < 2 * GATHER.toNanos()) {
            sleep(GATHER);
        }
        lastFew = System.nanoTime();
    }

    private static void pause() {
        sleep(PAUSE_AFTER_FAILURE);
    }

    private static void sleep(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From any thread; returns when the tail's thread has ended, within a few seconds. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
