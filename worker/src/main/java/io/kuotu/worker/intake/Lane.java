package io.kuotu.worker.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share consumer on one thread: takes a record, holds it under a lease that it renews, answers
 * it once, and only then takes the next. A consumer that holds a record gets no other, so lanes are
 * what bounds the jobs of a worker; each costs little.
 *
 * <p>The lanes of a topic take turns: only one waits for a record at a time. Were all idle lanes
 * waiting when their process is killed, the broker would hand its job to one dying lane after the
 * other, and count each as a delivery, before it has noticed that all of them are gone.
 *
 * <p>Renewal goes by {@code commitSync} and an immediate poll: sent by a poll of its own it would
 * make the client fetch records that nobody sees.
 */
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int DEFAULT_LEASE_MS = 15_000;
    private static final int RENEWALS_PER_LEASE = 3;

    private final String topic;
    private final Supplier<ShareConsumer<String, byte[]>> consumers;
    private final JobTaker taker;
    private final LaneMeter meter;
    private final Semaphore turn;
    private volatile boolean stopping; // set by stop(), read between records

    /**
     * @param topic to take from
     * @param consumers makes a consumer, and another where one broke
     * @param turn one permit, shared by the lanes of the topic
     * @param taker of what comes
     * @param meter counts
     */
    Lane(
            String topic,
            Supplier<ShareConsumer<String, byte[]>> consumers,
            Semaphore turn,
            JobTaker taker,
            LaneMeter meter) {
        this.topic = topic;
        this.consumers = consumers;
        this.taker = taker;
        this.meter = meter;
        this.turn = turn;
    }

    /** From any thread: takes no further record. One that is held is answered first. */
    void stop() {
        stopping = true;
    }

    /** A consumer that broke is replaced; what it held the broker hands out again. */
    @Override
    public void run() {
        while (!stopping) {
            try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(topic));
                while (!stopping) {
                    serveOne(consumer);
                }
            } catch (InterruptException e) {
                return;
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("a lane of {} starts anew after: {}", topic, e.toString());
                pause();
            }
        }
    }

    private void serveOne(ShareConsumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> taken : inTurn(consumer)) {
            Delivery delivery =
                    new Delivery(
                            taken.topic(),
                            taken.offset(),
                            taken.value(),
                            taken.deliveryCount().map(Short::intValue).orElse(1));
            meter.taken(topic, delivery.deliveries());
            hold(consumer, taken, delivery, taker.take(delivery));
        }
    }

    /**
     * Waits for its turn, then for a record: without a pause, since a poll that timed out may have
     * fetched one unseen.
     */
    private ConsumerRecords<String, byte[]> inTurn(ShareConsumer<String, byte[]> consumer) {
        turn.acquireUninterruptibly();
        try {
            ConsumerRecords<String, byte[]> records = ConsumerRecords.empty();
            while (records.isEmpty() && !stopping) {
                records = consumer.poll(POLL);
            }
            return records;
        } finally {
            turn.release();
        }
    }

    private void hold(
            ShareConsumer<String, byte[]> consumer,
            ConsumerRecord<String, byte[]> taken,
            Delivery delivery,
            CompletableFuture<Verdict> verdict) {
        long leaseMs = consumer.acquisitionLockTimeoutMs().orElse(DEFAULT_LEASE_MS);
        ConsumerRecord<String, byte[]> held = taken;
        while (true) {
            try {
                Verdict found = verdict.get(leaseMs / RENEWALS_PER_LEASE, TimeUnit.MILLISECONDS);
                answer(consumer, held, delivery, found);
                return;
            } catch (TimeoutException e) {
                Optional<ConsumerRecord<String, byte[]>> renewed = renew(consumer, held);
                if (renewed.isEmpty()) {
                    meter.lost(topic);
                    LOG.warn("the lease of {} was lost", delivery);
                    taker.lost(delivery);
                    return;
                }
                held = renewed.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a verdict must not fail", e);
            } catch (InterruptedException e) {
                taker.lost(delivery); // closing the consumer hands the record back
                throw new InterruptException(e);
            }
        }
    }

    private void answer(
            ShareConsumer<String, byte[]> consumer,
            ConsumerRecord<String, byte[]> held,
            Delivery delivery,
            Verdict verdict) {
        consumer.acknowledge(
                held, verdict == Verdict.DONE ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE);
        Optional<KafkaException> failure = commit(consumer);
        if (failure.isPresent()) { // the work is done all the same: whoever takes the record again
            // finds its manifest
            meter.lost(topic);
            LOG.warn(
                    "{} was answered {} too late: {}", delivery, verdict, failure.get().toString());
        }
    }

    /** The record as it must be acknowledged next time; empty where the lease is gone. */
    private Optional<ConsumerRecord<String, byte[]>> renew(
            ShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> held) {
        consumer.acknowledge(held, AcknowledgeType.RENEW);
        if (commit(consumer).isPresent()) {
            return Optional.empty();
        }
        meter.renewed(topic);
        for (ConsumerRecord<String, byte[]> back : consumer.poll(Duration.ZERO)) {
            if (back.offset() == held.offset()) {
                return Optional.of(back);
            }
        }
        return Optional.empty();
    }

    private static Optional<KafkaException> commit(ShareConsumer<String, byte[]> consumer) {
        while (true) {
            try {
                Map<TopicIdPartition, Optional<KafkaException>> results =
                        consumer.commitSync(COMMIT_WITHIN);
                return results.values().stream().flatMap(Optional::stream).findFirst();
            } catch (WakeupException e) {
                LOG.debug("woken up in a commit; committing again");
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
