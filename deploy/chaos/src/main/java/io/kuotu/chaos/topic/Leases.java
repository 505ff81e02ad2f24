package io.kuotu.chaos.topic;

import io.kuotu.common.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/** What share groups hold. Blocks. */
public final class Leases {
    private Leases() {}

    /**
     * By job topic of a pool: records that nobody has finished, waiting or held. 0 everywhere: no
     * lease is left.
     */
    public static Map<String, Long> unfinished(String bootstrapServers, String pool)
            throws InterruptedException {
        Map<String, Long> found = new TreeMap<>();
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            for (String topic : Topics.jobs(pool)) {
                found.put(topic, unfinished(admin, topic));
            }
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell its share groups", e);
        }
    }

    private static long unfinished(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<TopicPartition, SharePartitionOffsetInfo> offsets =
                admin.listShareGroupOffsets(
                                Map.of(Topics.group(topic), new ListShareGroupOffsetsSpec()))
                        .partitionsToOffsetInfo(Topics.group(topic))
                        .get();
        Optional<Long> lag =
                Optional.ofNullable(offsets.get(partition)).flatMap(SharePartitionOffsetInfo::lag);
        return lag.isPresent() ? lag.get() : records(admin, topic); // nobody took from it so far
    }

    /** That lie in the one partition of a topic. */
    private static long records(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** Of all topics that jobs leave something in. */
    public static Map<String, Long> records(String bootstrapServers, String pool)
            throws InterruptedException {
        Map<String, Long> found = new TreeMap<>();
        List<String> others = List.of(Topics.EVENTS, Topics.DELIVERIES, Topics.DEAD);
        try (Admin admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            for (String topic : Topics.jobs(pool)) {
                found.put(topic, records(admin, topic));
            }
            for (String topic : others) {
                found.put(topic, records(admin, topic));
            }
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell its topics", e);
        }
    }
}
