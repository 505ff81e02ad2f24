package io.kuotu.chaos.topic;

import io.kuotu.common.job.JobEvent;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * All that the event topic says, read from its beginning to its end.
 *
 * @param ends of each job, in the order of the topic; one that was told again is there again
 * @param attempts of each job that was begun: the highest number
 * @param begun how often a worker began a job, over all jobs
 * @param requeued how often a worker handed one back
 * @param records in the topic
 * @param longestGapMs between two records that follow each other, by the producers' real clocks
 */
public record EventLog(
        Map<String, List<End>> ends,
        Map<String, Integer> attempts,
        int begun,
        int requeued,
        long records,
        long longestGapMs) {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    /**
     * An event that says that a job is over.
     *
     * @param event the whole of it: two that differ are two ends
     */
    public record End(String state, JobEvent event) {
        /** Why it failed. */
        public Optional<String> code() {
            return event instanceof JobEvent.Failed failed
                    ? Optional.of(failed.problem().code().label())
                    : Optional.empty();
        }
    }

    /** Of the broker at this address. */
    public static EventLog read(String bootstrapServers) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition events = new TopicPartition(Topics.EVENTS, 0);
            consumer.assign(List.of(events));
            consumer.seekToBeginning(List.of(events));
            long end = consumer.endOffsets(List.of(events)).getOrDefault(events, 0L);
            Reading reading = new Reading();
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (consumer.position(events) < end) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            "the event topic was not read within " + READ_WITHIN);
                }
                consumer.poll(POLL).forEach(reading::take);
            }
            return reading.log();
        }
    }

    private static final class Reading {
        private final Map<String, List<End>> ends = new HashMap<>();
        private final Map<String, Integer> attempts = new HashMap<>();
        private int begun;
        private int requeued;
        private long records;
        private long last;
        private long longestGapMs;

        void take(ConsumerRecord<String, byte[]> found) {
            records++;
            longestGapMs = last == 0 ? 0 : Math.max(longestGapMs, found.timestamp() - last);
            last = found.timestamp();
            JobEvent event = JsonCodec.decode(found.value(), JobEvent.class);
            switch (event) {
                case JobEvent.Started started -> {
                    begun++;
                    attempts.merge(started.id().value(), started.attempt(), Math::max);
                }
                case JobEvent.Requeued _ -> requeued++;
                case JobEvent.Succeeded _ -> end("succeeded", event);
                case JobEvent.Failed _ -> end("failed", event);
                case JobEvent.Cancelled _ -> end("cancelled", event);
                case JobEvent.Progressed _,
                        JobEvent.Previewed _,
                        JobEvent.Framed _,
                        JobEvent.Claimed _,
                        JobEvent.Left _ -> {}
            }
        }

        private void end(String state, JobEvent event) {
            ends.computeIfAbsent(event.id().value(), _ -> new ArrayList<>())
                    .add(new End(state, event));
        }

        EventLog log() {
            return new EventLog(ends, attempts, begun, requeued, records, longestGapMs);
        }
    }
}
