package io.kuotu.gateway.claim;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Tier;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job that has not ended: it runs, and others may follow it, or it follows one. The
 * board's thread owns it; {@link #follows}, {@link #job}, {@link #deadline} are for any thread.
 */
final class Member {
    /** More would make each of the leader's events a long matter on every gateway. */
    static final int MOST_FOLLOWERS = 1000;

    private final JobId id;
    private final Tier tier;
    private final Instant deadline;
    private final Optional<String> fingerprint;
    private final Map<JobId, Member> followers = new LinkedHashMap<>(); // in log order
    private volatile @Nullable Job job;
    private volatile @Nullable Member leader;
    private JobEvent.@Nullable Started started;
    private boolean dispatched;

    Member(JobEvent.Claimed claimed) {
        this.id = claimed.id();
        this.tier = claimed.job().tier();
        this.deadline = claimed.job().deadline();
        this.fingerprint = claimed.fingerprint();
        this.job = claimed.job();
    }

    JobId id() {
        return id;
    }

    Tier tier() {
        return tier;
    }

    Instant deadline() {
        return deadline;
    }

    Optional<String> fingerprint() {
        return fingerprint;
    }

    /** A leader's is let go of once its record is in a topic. */
    Optional<Job> job() {
        return Optional.ofNullable(job);
    }

    boolean follows() {
        return leader != null;
    }

    /**
     * Whether the other may share this one's run: it must not wait longer for it than it would for
     * its own.
     */
    boolean takes(Member other, Instant at) {
        return tier.compareTo(other.tier) <= 0
                && at.isBefore(deadline)
                && followers.size() < MOST_FOLLOWERS;
    }

    void follow(Member other) {
        leader = other;
        other.followers.put(id, this);
    }

    /** It runs on its own from now on. */
    void lead() {
        leave();
        started = null;
    }

    void leave() {
        Member before = leader;
        if (before != null) {
            before.followers.remove(id);
            leader = null;
        }
    }

    Optional<JobId> leaderId() {
        Member now = leader;
        return now == null ? Optional.empty() : Optional.of(now.id);
    }

    Collection<Member> followers() {
        return followers.values();
    }

    Optional<JobEvent.Started> started() {
        return Optional.ofNullable(started);
    }

    void note(JobEvent event) {
        switch (event) {
            case JobEvent.Started now -> started = now;
            case JobEvent.Requeued _ -> started = null;
            default -> {}
        }
    }

    boolean dispatched() {
        return dispatched;
    }

    void setDispatched() {
        dispatched = true;
        if (!follows()) {
            job = null;
        }
    }
}
