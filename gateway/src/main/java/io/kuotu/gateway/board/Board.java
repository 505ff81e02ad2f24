package io.kuotu.gateway.board;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.common.wire.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every job is doing, from the job topics (which say what is queued) and the event topic
 * (which says what became of it). One thread writes, the tail's; any thread reads: views are
 * immutable, and a reader sees a job either before or after an event, never in between.
 *
 * <p>The two sources are read apart, so an event may come before its job; it is kept until the job
 * is known.
 */
public final class Board {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);
    private static final int SWEEP_EVERY = 10_000;
    private static final int MOST_EXPECTED = 10_000;
    private static final int AWAKE = 100_000;

    /** Called on the board's thread after each event of a job: must not block, must not throw. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param view after the event
         * @param logged the event; null when the job has just become known
         */
        void changed(JobView view, @Nullable LoggedEvent logged);
    }

    private final JobTable jobs;
    private final Census census = new Census();
    private final ConcurrentMap<JobId, CopyOnWriteArrayList<Listener>> listeners =
            new ConcurrentHashMap<>();
    private final Collection<Listener> listenersToAll = new CopyOnWriteArrayList<>();
    private final Duration keeps;
    private final InstantSource clock;
    private final Unfolding unfolding;
    private final Unfolding.Sink unfolded = new Unfolded();

    /** Sent by this gateway, not read back yet. */
    private final ConcurrentMap<String, Job> expected = new ConcurrentHashMap<>();

    private final Catching catching = new Catching();

    /** Events whose job record has not come yet. The board's thread owns it. */
    private final Map<JobId, List<LoggedEvent>> early = new HashMap<>();

    private long reads;
    private long sweepAt = SWEEP_EVERY;

    /**
     * @param keeps how long an ended job stays; afterwards its manifest answers
     * @param clock to know what is long ago
     */
    public Board(Duration keeps, InstantSource clock) {
        this(keeps, clock, Unfolding.NONE);
    }

    /**
     * @param unfolding what an event means for other jobs than its own
     */
    public Board(Duration keeps, InstantSource clock, Unfolding unfolding) {
        this(keeps, clock, unfolding, AWAKE);
    }

    /**
     * @param awake jobs that are kept as objects; the others are packed
     */
    Board(Duration keeps, InstantSource clock, Unfolding unfolding, int awake) {
        this.clock = clock;
        this.keeps = keeps;
        this.unfolding = unfolding;
        this.jobs = new JobTable(awake);
    }

    /** What the event topic comes to, on the board's thread. */
    private final class Unfolded implements Unfolding.Sink {
        @Override
        public void known(Job job) {
            if (jobs.contains(job.id())) { // its record was read before the event
                unfolding.dispatched(job.id());
            } else {
                accepted(job);
            }
        }

        @Override
        public void happened(LoggedEvent logged) {
            Board.this.happened(logged);
        }
    }

    /**
     * What the tail calls, on its thread. Records that cannot be read are left out, and the log
     * says so.
     */
    public void read(String topic, long offset, String key, byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        try {
            if (!topic.equals(Topics.EVENTS)) {
                queued(key, value);
            } else if (!catching.putsOff(offset, key, value)) {
                logged(offset, value);
            }
        } catch (IllegalArgumentException e) {
            Unreadable.skipped(LOG, topic, offset, e);
        }
        if (++reads >= sweepAt) {
            sweep();
            sweepAt = reads + Math.max(SWEEP_EVERY, jobs.size());
        }
    }

    private void queued(String key, byte[] value) {
        Job known = expected.remove(key);
        Job job = known == null ? JobRecord.decode(value) : known;
        accepted(job);
        unfolding.dispatched(job.id());
    }

    private void logged(long offset, byte[] value) {
        unfolding.read(new LoggedEvent(offset, JsonCodec.decode(value, JobEvent.class)), unfolded);
    }

    /** Before the first record: what comes until {@link #caughtUp} has been for long. */
    public void catchUp() {
        catching.begin();
    }

    /** On the board's thread, when all that was there at its start has been read. */
    public void caughtUp() {
        catching.end()
                .forEach(late -> read(Topics.EVENTS, late.offset(), late.job(), late.value()));
    }

    /**
     * This job's record is about to be sent: it need not be decoded when it comes. From any thread.
     */
    public void expect(Job job) {
        if (expected.size() < MOST_EXPECTED) { // those of sends that failed stay
            expected.put(job.id().value(), job);
        }
    }

    private void accepted(Job job) {
        if (jobs.contains(job.id())) {
            return;
        }
        census.accepted(job);
        JobView view = JobView.queued(job);
        jobs.put(view);
        tell(view, null);
        List<LoggedEvent> waiting = early.remove(job.id());
        if (waiting != null) {
            waiting.forEach(this::happened);
        }
    }

    private void happened(LoggedEvent logged) {
        JobView before = jobs.find(logged.event().id()).orElse(null);
        if (before == null) {
            early.computeIfAbsent(logged.event().id(), _ -> new ArrayList<>()).add(logged);
            return;
        }
        if (before.state()
                .isTerminal()) { // told twice: whoever ended it did not know that somebody had told
            // already
            return;
        }
        if (before.hasHeard(logged.event())) {
            return;
        }
        JobView after = before.after(logged);
        census.moved(before, after);
        jobs.put(after);
        tell(after, logged);
    }

    private void tell(JobView view, @Nullable LoggedEvent logged) {
        listenersToAll.forEach(listener -> listener.changed(view, logged));
        Collection<Listener> told = listeners.get(view.job().id());
        if (told != null) {
            told.forEach(listener -> listener.changed(view, logged));
        }
    }

    /** Forgets what ended long ago, and events whose job never came. */
    private void sweep() {
        Instant oldest = clock.instant().minus(keeps);
        jobs.forgetEndedBefore(oldest);
        early.values().removeIf(events -> events.getFirst().event().at().isBefore(oldest));
    }

    public Optional<JobView> find(JobId id) {
        return jobs.find(id);
    }

    /**
     * A tenant's jobs, newest first, from below {@code cursor} on where there is one. A live view:
     * filter and limit it.
     */
    public Collection<JobView> jobsOf(TenantId tenant, Optional<JobId> cursor) {
        return jobs.of(tenant, cursor, _ -> true);
    }

    /** The same, of those in a state only. */
    public Collection<JobView> jobsOf(TenantId tenant, Optional<JobId> cursor, JobState state) {
        return jobs.of(tenant, cursor, state::equals);
    }

    /** Everybody's jobs in such states, newest first, as {@link #jobsOf}. */
    public Iterator<JobView> jobs(Optional<JobId> cursor, Predicate<JobState> states) {
        return jobs.all(cursor, states);
    }

    public int inFlight(TenantId tenant) {
        return census.inFlight(tenant);
    }

    public int queued() {
        return census.queued();
    }

    public int running() {
        return census.running();
    }

    /** Jobs of a pool's tier that wait or run; of ended ones nothing is counted. */
    public int count(String pool, Tier tier, JobState state) {
        return census.at(pool, tier, state);
    }

    /** For those who care about every job; before the first is read, so that none is missed. */
    public void listenToAll(Listener listener) {
        listenersToAll.add(listener);
    }

    /** From any thread. What happened before is not told: look at the view after listening. */
    public void listen(JobId id, Listener listener) {
        listeners.compute(
                id,
                (_, present) -> {
                    CopyOnWriteArrayList<Listener> all =
                            present == null ? new CopyOnWriteArrayList<>() : present;
                    all.add(listener);
                    return all;
                });
    }

    /** From any thread. A call that is under way may still come. */
    public void unlisten(JobId id, Listener listener) {
        listeners.computeIfPresent(
                id,
                (_, present) -> {
                    present.remove(listener);
                    return present.isEmpty() ? null : present;
                });
    }
}
