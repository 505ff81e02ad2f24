package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which gateway sees to what one of them must: the jobs are dealt out over all gateways that live,
 * as partitions of a topic that holds nothing. Of a gateway that dies, others take over within the
 * session's timeout. For a moment two may believe that a job is theirs, so every duty must bear
 * being done twice.
 *
 * <p>One thread of its own keeps the membership; {@link #isMine} is for any thread.
 */
public final class Duties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> member;
    private final AtomicReference<BitSet> mine = new AtomicReference<>(new BitSet());
    private final Thread thread;
    private volatile boolean closed; // published to the thread by wakeup()

    private Duties(Broker broker, Duration sessionTimeout) {
        this.member =
                new KafkaConsumer<>(
                        broker.with(
                                Map.of(
                                        ConsumerConfig.GROUP_ID_CONFIG,
                                        Topics.DUTIES,
                                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                                        (int) sessionTimeout.toMillis(),
                                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                                        (int) sessionTimeout.toMillis() / 4,
                                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                        false,
                                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                        "latest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("duties").daemon().unstarted(this::run);
    }

    /** The topic must exist. */
    public static Duties start(Broker broker, Duration sessionTimeout) {
        Duties duties = new Duties(broker, sessionTimeout);
        duties.thread.start();
        return duties;
    }

    /** Whether this gateway sees to the job, as far as it knows. */
    public boolean isMine(JobId id) {
        return currently().get(share(id));
    }

    /** How many of {@link Topics#DUTY_SHARES} are this gateway's. */
    public int shares() {
        return currently().cardinality();
    }

    private BitSet currently() {
        return mine.get();
    }

    /** The same on every gateway. */
    static int share(JobId id) {
        return Utils.toPositive(Utils.murmur2(id.value().getBytes(UTF_8))) % Topics.DUTY_SHARES;
    }

    private void run() {
        try (member) {
            member.subscribe(List.of(Topics.DUTIES), new Dealt());
            while (!closed) {
                pollOnce();
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("duties end");
        } finally {
            mine.set(new BitSet());
        }
    }

    private void pollOnce() {
        try {
            member.poll(POLL);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("duties: {}; goes on in {}", e.toString(), PAUSE_AFTER_FAILURE);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the thread of this class. */
    private final class Dealt implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            BitSet now = (BitSet) currently().clone();
            partitions.forEach(p -> now.set(p.partition()));
            mine.set(now);
            LOG.info("sees to {} of {} shares", now.cardinality(), Topics.DUTY_SHARES);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            BitSet now = (BitSet) currently().clone();
            partitions.forEach(p -> now.clear(p.partition()));
            mine.set(now);
        }
    }

    /** From any thread; leaves the group, so that others take over at once. */
    @Override
    public void close() {
        closed = true;
        member.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
