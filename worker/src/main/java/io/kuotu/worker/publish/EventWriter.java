package io.kuotu.worker.publish;

import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Stage;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the event topic. Progress may be told on any thread, the device's included: it goes
 * through a small queue to a thread of its own, is thinned out to a few a second for each job, and
 * is dropped rather than waited for. Other events are sent where they happen.
 */
public final class EventWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final int QUEUE = 1024;
    private static final Duration SHORTEST_GAP = Duration.ofMillis(200);

    private final RecordSink sender;
    private final InstantSource clock;
    private final BlockingQueue<JobEvent> progress = new ArrayBlockingQueue<>(QUEUE);
    private final Map<JobId, Instant> lastTold = new ConcurrentHashMap<>();
    private final Thread thread;

    public EventWriter(RecordSink sender, InstantSource clock) {
        this.sender = sender;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("event-writer").start(this::run);
    }

    /** Completes when the broker has it. May block for the broker's metadata. */
    public CompletableFuture<Long> write(JobEvent event) {
        return sender.send(Topics.EVENTS, event.id().value(), JsonCodec.encode(event));
    }

    /** Never blocks. The last step of a stage is always told, unless the queue is full. */
    public void progress(JobId id, Stage stage, int step, int steps) {
        Instant now = clock.instant();
        Instant last = lastTold.getOrDefault(id, Instant.EPOCH);
        if (step < steps && last.plus(SHORTEST_GAP).isAfter(now)) {
            return;
        }
        lastTold.put(id, now);
        if (!progress.offer(new JobEvent.Progressed(id, now, stage, step, steps))) {
            LOG.debug("progress of {} dropped", id);
        }
    }

    /** After a job's end: its progress need not be thinned out any more. */
    public void forget(JobId id) {
        lastTold.remove(id);
    }

    private void run() {
        try {
            while (true) {
                var _ = write(progress.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("the event writer ends");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
