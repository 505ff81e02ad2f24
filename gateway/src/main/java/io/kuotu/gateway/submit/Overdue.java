package io.kuotu.gateway.submit;

import io.kuotu.common.frame.StoredFrames;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what nobody else will end. A broker drops a record whose workers died each time that it was
 * handed out, and no worker hears of it; an end that was written may not have been told. So jobs
 * that are well past their deadline get the end that the store has, or fail. Only jobs that are
 * this gateway's duty; it may be done twice. A thread of its own.
 */
public final class Overdue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Overdue.class);

    /** A worker that holds the job ends it at its deadline, or within its lease. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration TICK = Duration.ofSeconds(15);

    private final Board board;
    private final ObjectStore store;
    private final RecordSink log;
    private final Predicate<JobId> mine;
    private final InstantSource clock;
    private final Thread thread = Thread.ofPlatform().name("overdue").daemon().unstarted(this::run);

    /**
     * @param mine which jobs are this gateway's to see to
     */
    public Overdue(
            Board board,
            ObjectStore store,
            RecordSink log,
            Predicate<JobId> mine,
            InstantSource clock) {
        this.board = board;
        this.store = store;
        this.log = log;
        this.mine = mine;
        this.clock = clock;
    }

    /** Once the topics have been read to their end. */
    public Overdue start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(TICK);
                look();
            }
        } catch (InterruptedException e) {
            LOG.debug("overdue ends");
        }
    }

    private void look() {
        try {
            endAll();
        } catch (RuntimeException e) { // the store or the broker is away
            LOG.warn("overdue jobs: {}; tries again", e.toString());
        }
    }

    /** How many were ended. Blocks. */
    int endAll() {
        Instant now = clock.instant();
        int ended = 0;
        Iterator<JobView> open = board.jobs(Optional.empty(), state -> !state.isTerminal());
        while (open.hasNext()) {
            Job job = open.next().job();
            if (job.deadline().plus(GRACE).isBefore(now) && mine.test(job.id())) {
                end(job, now);
                ended++;
            }
        }
        return ended;
    }

    private void end(Job job, Instant now) {
        Problem late =
                Problem.of(
                        ErrorCode.DEADLINE_EXCEEDED, "the deadline passed, and no worker ended it");
        JobManifest wish = new StoredFrames(store).withFrames(JobManifest.failed(job, now, late));
        String key = ObjectKeys.manifest(job.id());
        boolean first = store.putIfAbsent(key, JsonCodec.encode(wish), "application/json");
        JobManifest end = first ? wish : decided(key).orElse(wish);
        LOG.warn("{} was overdue: {}", job.id(), end.state().label());
        log.send(Topics.EVENTS, job.id().value(), JsonCodec.encode(end.event())).join();
    }

    private Optional<JobManifest> decided(String key) {
        return store.get(key).map(json -> JsonCodec.decode(json, JobManifest.class));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
