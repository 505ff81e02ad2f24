package io.kuotu.gateway.board;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many jobs are where. The board's thread writes, any thread reads. */
final class Census {
    private final ConcurrentMap<TenantId, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final ConcurrentMap<Place, AtomicInteger> places = new ConcurrentHashMap<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();

    private record Place(String pool, Tier tier, JobState state) {
        static Place of(Job job, JobState state) {
            return new Place(job.pool(), job.tier(), state);
        }
    }

    /** New, so it is queued. */
    void accepted(Job job) {
        enter(job, JobState.QUEUED);
        inFlight.computeIfAbsent(job.tenant(), _ -> new AtomicInteger()).incrementAndGet();
    }

    void moved(JobView before, JobView after) {
        Job job = after.job();
        total(before.state()).ifPresent(AtomicInteger::decrementAndGet);
        place(job, before.state()).decrementAndGet();
        if (after.state().isTerminal()) {
            inFlight.computeIfAbsent(job.tenant(), _ -> new AtomicInteger()).decrementAndGet();
        } else {
            enter(job, after.state());
        }
    }

    private void enter(Job job, JobState state) {
        total(state).ifPresent(AtomicInteger::incrementAndGet);
        place(job, state).incrementAndGet();
    }

    private AtomicInteger place(Job job, JobState state) {
        return places.computeIfAbsent(Place.of(job, state), _ -> new AtomicInteger());
    }

    private Optional<AtomicInteger> total(JobState state) {
        return switch (state) {
            case QUEUED -> Optional.of(queued);
            case RUNNING -> Optional.of(running);
            case SUCCEEDED, FAILED, CANCELLED -> Optional.empty();
        };
    }

    int inFlight(TenantId tenant) {
        AtomicInteger count = inFlight.get(tenant);
        return count == null ? 0 : count.get();
    }

    int queued() {
        return queued.get();
    }

    int running() {
        return running.get();
    }

    /** Of those two states alone anything is counted. */
    int at(String pool, Tier tier, JobState state) {
        AtomicInteger count = places.get(new Place(pool, tier, state));
        return count == null ? 0 : count.get();
    }
}
