package io.kuotu.gateway.board;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.TenantId;
import java.time.Instant;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Views by job and by tenant, newest first. Those that something happened to lately are awake, as
 * objects; all others are packed, and unpacked for who asks. One thread writes; any thread reads,
 * and sees a job before or after a {@link #put}.
 */
final class JobTable {
    private static final int SAMPLES = 1000;
    private static final int TRAIN_AGAIN_AT = 8; // times as many jobs

    /** The row of a job, which is its own key. */
    private static final class Row extends JobKey {
        private final TenantId tenant;
        private volatile Object content; // a JobView, or the bytes of one
        private volatile JobState state;
        private long endedAt; // epoch milliseconds, the writer's; 0 while it has not ended
        private boolean waits; // in the writer's queue of those that are awake

        Row(JobId id, TenantId tenant, JobView view) {
            super(id);
            this.tenant = tenant;
            this.content = view;
            this.state = view.state();
        }
    }

    private final ConcurrentMap<JobKey, Row> rows = new ConcurrentHashMap<>();
    private final ConcurrentMap<TenantId, NavigableMap<JobKey, Row>> byTenant =
            new ConcurrentHashMap<>();
    private final Packing packing = new Packing();
    private final int mostAwake;

    /** Oldest first. The writer's. */
    private final Deque<Row> awake = new ArrayDeque<>();

    private long trainAt;

    /**
     * @param mostAwake views that are kept as objects
     */
    JobTable(int mostAwake) {
        this.mostAwake = mostAwake;
        this.trainAt = mostAwake;
    }

    Optional<JobView> find(JobId id) {
        Row row = rows.get(new JobKey(id));
        return row == null ? Optional.empty() : Optional.of(view(row));
    }

    boolean contains(JobId id) {
        return rows.containsKey(new JobKey(id));
    }

    int size() {
        return rows.size();
    }

    private JobView view(Row row) {
        return switch (row.content) {
            case JobView view -> view;
            case byte[] packed -> packing.unpack(packed);
            default -> throw new IllegalStateException("a row holds a view or its bytes");
        };
    }

    /** From the writer. */
    void put(JobView view) {
        JobKey key = new JobKey(view.job().id());
        Row row = rows.get(key);
        if (row == null) {
            row = add(view);
        }
        row.content = view;
        row.state = view.state();
        row.endedAt = view.endedAt().map(Instant::toEpochMilli).orElse(0L);
        if (!row.waits) {
            row.waits = true;
            awake.add(row);
        }
        if (awake.size() > mostAwake) {
            packOldest();
        }
    }

    private Row add(JobView view) {
        TenantId tenant = view.job().tenant();
        NavigableMap<JobKey, Row> theirs =
                byTenant.computeIfAbsent(tenant, _ -> new ConcurrentSkipListMap<>());
        Row row = new Row(view.job().id(), tenant, view);
        rows.put(row, row);
        theirs.put(row, row);
        return row;
    }

    private void packOldest() {
        if (rows.size() >= trainAt) {
            packing.train(sample());
            trainAt = TRAIN_AGAIN_AT * (long) rows.size();
        }
        Row oldest = awake.remove();
        oldest.waits = false;
        if (oldest.content instanceof JobView view) {
            oldest.content = packing.pack(view);
        }
    }

    /** Spread over all that are awake. */
    private Collection<JobView> sample() {
        int every = Math.max(1, awake.size() / SAMPLES);
        List<Row> all = List.copyOf(awake);
        return IntStream.range(0, all.size() / every)
                .mapToObj(i -> view(all.get(i * every)))
                .toList();
    }

    /** Those that ended before, from the writer. */
    void forgetEndedBefore(Instant oldest) {
        long limit = oldest.toEpochMilli();
        rows.values().stream()
                .filter(row -> row.endedAt != 0 && row.endedAt < limit)
                .forEach(this::remove);
    }

    private void remove(Row row) {
        rows.remove(row);
        NavigableMap<JobKey, Row> theirs = byTenant.get(row.tenant);
        if (theirs != null) {
            theirs.remove(row);
        }
    }

    /**
     * Everybody's jobs, newest first, from below {@code cursor} on where there is one; each that is
     * come to is unpacked.
     *
     * @param state only jobs in a state that this takes
     */
    Iterator<JobView> all(Optional<JobId> cursor, Predicate<JobState> state) {
        return new Merged(
                byTenant.values().stream()
                        .map(theirs -> below(theirs, cursor))
                        .map(below -> below.descendingMap().values().iterator())
                        .toList(),
                row -> state.test(row.state));
    }

    private static NavigableMap<JobKey, Row> below(
            NavigableMap<JobKey, Row> jobs, Optional<JobId> cursor) {
        return cursor.map(id -> jobs.headMap(new JobKey(id), false)).orElse(jobs);
    }

    /** Several orders as one. One thread at a time. */
    private final class Merged implements Iterator<JobView> {
        private final PriorityQueue<Head> heads =
                new PriorityQueue<>(Comparator.comparing(Head::row).reversed());
        private final Predicate<Row> wanted;

        private record Head(Row row, Iterator<Row> rest) {}

        Merged(List<Iterator<Row>> all, Predicate<Row> wanted) {
            this.wanted = wanted;
            all.forEach(this::enter);
        }

        private void enter(Iterator<Row> rows) {
            while (rows.hasNext()) {
                Row row = rows.next();
                if (wanted.test(row)) {
                    heads.add(new Head(row, rows));
                    return;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public JobView next() {
            Head head = heads.remove();
            enter(head.rest());
            return view(head.row());
        }
    }

    /**
     * A tenant's jobs, newest first, from below {@code cursor} on where there is one. A live view:
     * limit it; each job that it comes to is unpacked.
     *
     * @param state only jobs in a state that this takes
     */
    Collection<JobView> of(TenantId tenant, Optional<JobId> cursor, Predicate<JobState> state) {
        NavigableMap<JobKey, Row> theirs = byTenant.get(tenant);
        if (theirs == null) {
            return List.of();
        }
        NavigableMap<JobKey, Row> below = below(theirs, cursor);
        return new AbstractCollection<>() {
            @Override
            public Iterator<JobView> iterator() {
                return below.descendingMap().values().stream()
                        .filter(row -> state.test(row.state))
                        .map(JobTable.this::view)
                        .filter(view -> state.test(view.state()))
                        .iterator();
            }

            @Override
            public int size() {
                return (int) below.values().stream().filter(row -> state.test(row.state)).count();
            }
        };
    }
}
