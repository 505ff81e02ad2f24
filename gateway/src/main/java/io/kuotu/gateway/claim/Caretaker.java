package io.kuotu.gateway.claim;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to what a gateway that died left undone, and to what nobody else thinks of: sends claimed
 * jobs and new leaders to a job topic, ends followers whose deadline has passed, writes followers'
 * manifests. Only of jobs that are this gateway's duty; all of it may be done twice.
 *
 * <p>Two threads of its own, so that slow writes to the store do not keep jobs from being sent.
 */
public final class Caretaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration TICK = Duration.ofMillis(500);

    /** By then the gateway that claimed has sent its job, unless it is dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** By then what was sent has been read back. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(30);

    private final Register register;
    private final Settlement settlement;
    private final RecordSink log;
    private final JobSender sender;
    private final Predicate<JobId> mine;
    private final InstantSource clock;
    private final List<Thread> threads = new ArrayList<>();

    /** What was done lately, and when. The first thread owns it. */
    private final Map<JobId, Instant> done = new HashMap<>();

    private volatile boolean closed; // published by the interrupt

    public Caretaker(
            Register register,
            Settlement settlement,
            RecordSink log,
            Predicate<JobId> mine,
            InstantSource clock) {
        this.register = register;
        this.settlement = settlement;
        this.log = log;
        this.sender = new JobSender(log);
        this.mine = mine;
        this.clock = clock;
    }

    /** Once the topics have been read to their end. */
    public Caretaker start() {
        begin("claims-send", this::send);
        begin("claims-settle", () -> settlement.settleAll(mine, clock.instant()));
        return this;
    }

    private void begin(String name, Runnable chore) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> repeat(chore)));
    }

    private void repeat(Runnable chore) {
        while (!closed) {
            try {
                Thread.sleep(TICK);
                chore.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) { // the store or the broker is away
                LOG.warn("{}: {}; tries again", Thread.currentThread().getName(), e.toString());
            }
        }
    }

    /** Jobs that wait for their record, and followers that are late. */
    void send() {
        Instant now = clock.instant();
        done.values().removeIf(at -> at.plus(AGAIN_AFTER).isBefore(now));
        register.runs().waiting().stream()
                .filter(w -> w.promoted() || w.since().plus(PATIENCE).isBefore(now))
                .filter(w -> isDue(w.job().id()))
                .forEach(w -> rescue(w.job(), now));
        register.runs().late(now).stream().filter(this::isDue).forEach(id -> end(id, now));
    }

    private boolean isDue(JobId id) {
        return mine.test(id) && !done.containsKey(id);
    }

    private void rescue(Job job, Instant now) {
        Optional<JobEvent> decided = settlement.decided(job.id());
        if (decided.isPresent()) {
            write(decided.get());
        } else {
            LOG.info("sends {}, which was claimed", job.id());
            sender.send(job).join();
        }
        done.put(job.id(), now);
    }

    private void end(JobId id, Instant now) {
        Problem late =
                Problem.of(
                        ErrorCode.DEADLINE_EXCEEDED,
                        "the deadline passed before the run that it shared ended");
        write(new JobEvent.Left(id, now, Optional.of(late)));
        done.put(id, now);
    }

    private void write(JobEvent event) {
        log.send(Topics.EVENTS, event.id().value(), JsonCodec.encode(event)).join();
    }

    /** Returns when both threads have ended, within a few seconds. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
