package io.kuotu.gateway.claim;

import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.board.Unfolding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads claims in the order of the event log and says what each comes to. The same log gives the
 * same on every gateway, so none of them has to ask another. The board's thread feeds it; any
 * thread reads.
 */
public final class Register implements Unfolding {
    private final Keyring keys;
    private final SharedRuns runs;
    private final Readback<Outcome> claims = new Readback<>();
    private final Readback<Departure> departures = new Readback<>();
    private final Duration keyLife;
    private final InstantSource clock;

    /** Whether the log once began before what can be read of it. The board's thread owns it. */
    private Optional<Boolean> cutOff = Optional.empty();

    /**
     * @param retention of the event log; a key is kept for half of it, so that whoever reads the
     *     log while claims are cut off at its beginning still agrees on all that count
     * @param clock to know what is too old to count
     */
    public Register(Duration retention, InstantSource clock) {
        this.keyLife = retention.dividedBy(2);
        this.keys = new Keyring(keyLife);
        this.runs = new SharedRuns(clock);
        this.clock = clock;
    }

    @Override
    public void read(LoggedEvent logged, Sink sink) {
        if (cutOff.isEmpty()) {
            cutOff = Optional.of(logged.offset() > 0);
        }
        switch (logged.event()) {
            case JobEvent.Claimed claimed -> claimed(logged.offset(), claimed, sink);
            case JobEvent.Left left ->
                    departures.tell(left.id(), runs.left(logged.offset(), left, sink));
            default -> runs.happened(logged, sink);
        }
    }

    private void claimed(long offset, JobEvent.Claimed claimed, Sink sink) {
        if (isUncertain(claimed.at())) {
            return;
        }
        Optional<Outcome.Replays> earlier =
                claimed.key().flatMap(key -> keys.holder(key, claimed.at()));
        if (earlier.isPresent()) {
            claims.tell(claimed.id(), earlier.get());
            return;
        }
        claimed.key().ifPresent(key -> keys.give(key, claimed.id(), claimed.at()));
        claims.tell(claimed.id(), runs.enter(offset, claimed, sink));
    }

    /**
     * What it came to may have hung on claims that are not kept any more. All that is so old has
     * ended, and its record or its manifest tells of it.
     */
    private boolean isUncertain(Instant at) {
        return cutOff.orElse(false) && at.isBefore(clock.instant().minus(keyLife));
    }

    @Override
    public void dispatched(JobId id) {
        runs.dispatched(id);
    }

    /** The earlier job of this key, as far as this gateway has read. */
    Optional<Outcome.Replays> holder(JobEvent.Key key) {
        return keys.holder(key, clock.instant());
    }

    /** Whether the job shares another's run. */
    public boolean isFollower(JobId id) {
        return runs.isFollower(id);
    }

    /** Whose run it shares. */
    Optional<JobId> leader(JobId id) {
        return runs.leader(id);
    }

    Readback<Outcome> claims() {
        return claims;
    }

    Readback<Departure> departures() {
        return departures;
    }

    SharedRuns runs() {
        return runs;
    }
}
