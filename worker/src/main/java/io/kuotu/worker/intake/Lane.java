package io.kuotu.worker.intake;

import io.kuotu.common.trace.TraceContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
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
 * <p>A lane whose topic is paused closes its consumer, since a poll that is cut short may leave a
 * fetch behind, and waits for another one until the topic's {@link Gate} is open again.
 *
 * <p>Records that the client fetches and nobody sees would sit there until their lease has run out,
 * so there are two rules. Renewal goes by {@code commitSync}, then one poll, but not before the
 * client has heard of the renewal: either way else the poll would make it fetch. And a lane waits
 * in one poll for as long as it takes: each poll asks for one fetch, and that of a second poll,
 * where it crosses the answer to the first, would be sent after the record has come (read in the
 * client, seen under load).
 */
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration POLL = Duration.ofDays(1);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(10);
    private static final Duration HEARS_WITHIN = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int DEFAULT_LEASE_MS = 15_000;
    private static final int RENEWALS_PER_LEASE = 3;

    private final String topic;
    private final Supplier<ShareConsumer<String, byte[]>> consumers;
    private final JobTaker taker;
    private final LaneMeter meter;
    private final Semaphore turn;
    private final Gate gate;
    private final Set<Long> heardOf = new HashSet<>(); // the lane's thread owns it

    private volatile boolean stopping; // set by stop(), read between records
    private volatile @Nullable ShareConsumer<String, byte[]> current; // stop() wakes it

    /**
     * @param topic to take from
     * @param consumers makes a consumer, and another where one broke
     * @param turn one permit, shared by the lanes of the topic
     * @param gate of the topic
     * @param taker of what comes
     * @param meter counts
     */
    Lane(
            String topic,
            Supplier<ShareConsumer<String, byte[]>> consumers,
            Semaphore turn,
            Gate gate,
            JobTaker taker,
            LaneMeter meter) {
        this.topic = topic;
        this.consumers = consumers;
        this.taker = taker;
        this.meter = meter;
        this.turn = turn;
        this.gate = gate;
    }

    boolean isOf(String otherTopic) {
        return topic.equals(otherTopic);
    }

    /** From any thread: takes no further record. One that is held is answered first. */
    void stop() {
        stopping = true;
        wake();
    }

    /** From any thread, after the gate was closed: a lane that waits for a record lets go. */
    void wake() {
        ShareConsumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** A consumer that broke is replaced; what it held the broker hands out again. */
    @Override
    public void run() {
        while (mayGoOn()) {
            try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
                current = consumer;
                consumer.setAcknowledgementCommitCallback(
                        (offsets, _) -> offsets.values().forEach(heardOf::addAll));
                consumer.subscribe(List.of(topic));
                while (!stopping && gate.isOpen()) {
                    serveOne(consumer);
                }
            } catch (InterruptException e) {
                return;
            } catch (WakeupException e) { // of a pause, which met the consumer between two calls
                LOG.debug("a lane of {} closes", topic);
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("a lane of {} starts anew after: {}", topic, e.toString());
                pause();
            } finally {
                current = null;
            }
        }
    }

    /** Once the topic's jobs are taken; not, where the lane is to end. */
    private boolean mayGoOn() {
        try {
            gate.await();
            return !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serveOne(ShareConsumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> taken : inTurn(consumer)) {
            Delivery delivery =
                    new Delivery(
                            taken.topic(),
                            taken.offset(),
                            taken.value(),
                            taken.deliveryCount().map(Short::intValue).orElse(1),
                            sent(taken.headers()));
            meter.taken(topic, delivery.deliveries());
            hold(consumer, taken, delivery, taker.take(delivery));
        }
    }

    private static Optional<TraceContext> sent(Headers headers) {
        Header parent = headers.lastHeader(TraceContext.PARENT);
        Header state = headers.lastHeader(TraceContext.STATE);
        return parent == null
                ? Optional.empty()
                : TraceContext.ofRecord(parent.value(), state == null ? null : state.value());
    }

    /** Waits for its turn, then for a record; empty where it is told to stop. */
    private ConsumerRecords<String, byte[]> inTurn(ShareConsumer<String, byte[]> consumer) {
        turn.acquireUninterruptibly();
        try {
            ConsumerRecords<String, byte[]> records = ConsumerRecords.empty();
            while (records.isEmpty() && !stopping && gate.isOpen()) {
                records = consumer.poll(POLL);
            }
            return records;
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
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
                held = renew(consumer, held, delivery);
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

    /**
     * The record as it must be acknowledged next time. Where the lease is gone it throws, so that
     * the consumer is closed and the broker hands out at once whatever it still has.
     */
    private ConsumerRecord<String, byte[]> renew(
            ShareConsumer<String, byte[]> consumer,
            ConsumerRecord<String, byte[]> held,
            Delivery delivery) {
        heardOf.clear();
        consumer.acknowledge(held, AcknowledgeType.RENEW);
        Optional<KafkaException> failure = commit(consumer);
        Optional<ConsumerRecord<String, byte[]>> back =
                failure.isPresent() || !hears(consumer, held.offset())
                        ? Optional.empty()
                        : comesBack(consumer, held.offset());
        if (back.isEmpty()) {
            meter.lost(topic);
            taker.lost(delivery);
            String reason = failure.map(Object::toString).orElse("it did not come back");
            throw new KafkaException("the lease of " + delivery + " was lost: " + reason);
        }
        meter.renewed(topic);
        return back.get();
    }

    /**
     * The commit's answer and the client's news of it go different ways; the news is taken in by
     * any call, and a commit of nothing is one that does nothing else.
     */
    private boolean hears(ShareConsumer<String, byte[]> consumer, long offset) {
        long end = System.nanoTime() + HEARS_WITHIN.toNanos();
        while (!heardOf.contains(offset)) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
            var _ = commit(consumer);
        }
        return true;
    }

    private static Optional<ConsumerRecord<String, byte[]>> comesBack(
            ShareConsumer<String, byte[]> consumer, long offset) {
        while (true) {
            try {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ZERO)) {
                    if (record.offset() == offset) {
                        return Optional.of(record);
                    }
                }
                return Optional.empty();
            } catch (WakeupException e) {
                LOG.debug("woken up in a renewal; asking again");
            }
        }
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
