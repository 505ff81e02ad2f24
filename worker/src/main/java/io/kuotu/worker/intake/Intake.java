package io.kuotu.worker.intake;

import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All lanes of a worker: so many for each topic, each on a virtual thread of its own. */
public final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    /** A lane whose turn does not come polls nothing, and is a member all the same. */
    private static final int LONGEST_REST_MS = (int) Duration.ofDays(20).toMillis();

    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Gate> gates = new HashMap<>(); // by topic

    private Intake() {}

    /**
     * @param broker of the cluster
     * @param lanesByTopic how many jobs of each topic may be held at once
     * @param isPaused whether a topic's jobs are not taken for now
     * @param taker of the deliveries
     * @param meter counts
     */
    public static Intake start(
            Broker broker,
            Map<String, Integer> lanesByTopic,
            Predicate<String> isPaused,
            JobTaker taker,
            LaneMeter meter) {
        Intake intake = new Intake();
        lanesByTopic.forEach(
                (topic, count) -> {
                    meter.opened(topic);
                    Semaphore turn = new Semaphore(1, true);
                    Gate gate = new Gate(!isPaused.test(topic));
                    intake.gates.put(topic, gate);
                    for (int i = 0; i < count; i++) {
                        intake.startLane(
                                new Lane(topic, consumers(broker, topic), turn, gate, taker, meter),
                                "lane-" + topic + "-" + i);
                    }
                });
        return intake;
    }

    private void startLane(Lane lane, String name) {
        lanes.add(lane);
        threads.add(Thread.ofVirtual().name(name).start(lane));
    }

    private static Supplier<ShareConsumer<String, byte[]>> consumers(Broker broker, String topic) {
        return () ->
                new KafkaShareConsumer<>(
                        broker.with(
                                Map.of(
                                        ConsumerConfig.GROUP_ID_CONFIG,
                                        Topics.group(topic),
                                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                        1,
                                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                                        LONGEST_REST_MS,
                                        ConsumerConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG,
                                        (long) LONGEST_REST_MS,
                                        ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                                        "explicit",
                                        ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                                        "record_limit")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
    }

    /**
     * From any thread: takes the topic's jobs no more, or again. What lanes hold by now goes on to
     * its end.
     */
    public void pause(String topic, boolean paused) {
        Gate gate = gates.get(topic);
        if (gate == null || gate.isOpen() != paused) {
            return;
        }
        LOG.info("jobs of {} are {}", topic, paused ? "not taken for now" : "taken again");
        gate.set(!paused);
        if (paused) {
            lanes.stream().filter(lane -> lane.isOf(topic)).forEach(Lane::wake);
        }
    }

    /** Takes no further job; returns at once. */
    public void stop() {
        lanes.forEach(Lane::stop);
        gates.values().forEach(Gate::abandon);
    }

    /**
     * Waits for the lanes to answer what they hold. Whoever calls it has seen to it that every job
     * held comes to a verdict.
     */
    @Override
    public void close() {
        stop();
        long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
        try {
            for (Thread thread : threads) {
                if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    LOG.warn("{} still holds a job; its lease will run out", thread.getName());
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
