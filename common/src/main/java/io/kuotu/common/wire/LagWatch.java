package io.kuotu.common.wire;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far behind the ends of topics their readers are, as the brokers see it. One thread of its own
 * asks them every few seconds; what it heard last is for any thread. While no broker answers,
 * nothing is known: an old figure would look like a good one.
 */
public final class LagWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final Admin admin;
    private final List<String> jobTopics;
    private final String followed;
    private final Duration every;
    private final Thread thread;
    private volatile Seen seen = Seen.NOTHING; // the thread replaces it

    /**
     * @param unfinished records by job topic
     * @param followedEnd offset after the last record of the topic that is followed
     */
    private record Seen(Map<String, Long> unfinished, OptionalLong followedEnd) {
        static final Seen NOTHING = new Seen(Map.of(), OptionalLong.empty());
    }

    private LagWatch(Broker broker, Collection<String> jobTopics, String followed, Duration every) {
        this.admin = Admin.create(broker.with(Map.of()));
        this.jobTopics = List.copyOf(jobTopics);
        this.followed = followed;
        this.every = every;
        this.thread = Thread.ofPlatform().name("lags").daemon().unstarted(this::run);
    }

    /**
     * The topics must exist.
     *
     * @param broker of the cluster
     * @param jobTopics each with a share group of its own
     * @param followed a topic that is read without a group
     * @param every how long from one look to the next
     */
    public static LagWatch start(
            Broker broker, Collection<String> jobTopics, String followed, Duration every) {
        LagWatch watch = new LagWatch(broker, jobTopics, followed, every);
        watch.thread.start();
        return watch;
    }

    /**
     * Records of a job topic that its share group has not finished: those that wait and those that
     * workers hold. Empty while unknown.
     */
    public OptionalLong unfinished(String jobTopic) {
        Long count = seen.unfinished().get(jobTopic);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /** Records of the followed topic from an offset on. Empty while unknown. */
    public OptionalLong behind(long offset) {
        OptionalLong end = seen.followedEnd();
        return end.isEmpty()
                ? end
                : OptionalLong.of(Math.max(0, end.getAsLong() - offset)); // the end is older news
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(every);
            }
        } catch (InterruptedException e) {
            LOG.debug("lags end");
        }
    }

    private void look() throws InterruptedException {
        try {
            Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
            Map<String, Long> unfinished = new HashMap<>();
            for (String topic : jobTopics) {
                unfinished.put(topic, unfinished(topic, ends));
            }
            seen = new Seen(Map.copyOf(unfinished), OptionalLong.of(end(ends, followed)));
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("lags are not known: {}", e.toString());
            seen = Seen.NOTHING;
        }
    }

    private long unfinished(String topic, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        String group = Topics.group(topic);
        Map<TopicPartition, SharePartitionOffsetInfo> offsets =
                get(
                        admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                                .partitionsToOffsetInfo(group));
        Optional<Long> lag =
                Optional.ofNullable(offsets.get(only(topic)))
                        .flatMap(SharePartitionOffsetInfo::lag);
        return lag.isPresent() ? lag.get() : end(ends, topic) - beginning(topic);
    }

    /** Of a group that has taken nothing yet the broker knows nothing: all of it is to be done. */
    private long beginning(String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        return get(admin.listOffsets(Map.of(only(topic), OffsetSpec.earliest()))
                        .partitionResult(only(topic)))
                .offset();
    }

    private static long end(Map<TopicPartition, Long> ends, String topic) {
        return ends.getOrDefault(only(topic), 0L);
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        jobTopics.forEach(topic -> asked.put(only(topic), spec));
        asked.put(only(followed), spec);
        Map<TopicPartition, Long> found = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> one :
                get(admin.listOffsets(asked).all()).entrySet()) {
            found.put(one.getKey(), one.getValue().offset());
        }
        return found;
    }

    /** These topics have one partition (see {@link Topics}). */
    private static TopicPartition only(String topic) {
        return new TopicPartition(topic, 0);
    }

    private static <T> T get(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWERS_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** From any thread. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ofSeconds(2));
    }
}
