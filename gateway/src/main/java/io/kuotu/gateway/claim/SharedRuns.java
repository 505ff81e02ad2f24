package io.kuotu.gateway.claim;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.board.Unfolding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Claimed jobs that have not ended, and who shares whose run. What happens to a leader happens to
 * its followers, at the same place in the log; where it ends in a way that is its own alone (by its
 * caller, by its deadline) the most urgent and then earliest follower takes its place.
 *
 * <p>What follows whom depends on the log alone. The board's thread writes; any thread reads what
 * there is to do.
 */
final class SharedRuns {
    /** Whoever sees to a follower's end has done so long before. */
    static final Duration SETTLED_WITHIN = Duration.ofHours(1);

    /**
     * A job that runs but whose record has not been seen in a job topic.
     *
     * @param since when this gateway got to know
     * @param promoted whether nobody but those on duty thinks of it
     */
    record Waiting(Job job, Instant since, boolean promoted) {}

    /**
     * A follower's end, of which there may be no manifest yet.
     *
     * @param job that ended
     * @param end that the log has
     * @param madeBy the leader
     */
    record Ended(Job job, JobEvent end, JobId madeBy) {}

    private final ConcurrentMap<JobId, Member> members = new ConcurrentHashMap<>();
    private final ConcurrentMap<JobId, Waiting> waiting = new ConcurrentHashMap<>();
    private final ConcurrentMap<JobId, Ended> ended = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** Those that may be followed. The board's thread owns it. */
    private final Map<String, Member> leaders = new HashMap<>();

    SharedRuns(InstantSource clock) {
        this.clock = clock;
    }

    /** A job that is none yet. */
    Outcome enter(long offset, JobEvent.Claimed claimed, Unfolding.Sink sink) {
        Member member = new Member(claimed);
        members.put(member.id(), member);
        Optional<Member> leader =
                claimed.fingerprint().map(leaders::get).filter(l -> l.takes(member, claimed.at()));
        if (leader.isEmpty()) {
            claimed.fingerprint().ifPresent(f -> leaders.put(f, member));
            waiting.put(member.id(), new Waiting(claimed.job(), clock.instant(), false));
            sink.known(claimed.job());
            return new Outcome.Leads();
        }
        member.follow(leader.get());
        sink.known(claimed.job());
        leader.get()
                .started()
                .map(s -> begun(s, claimed))
                .ifPresent(s -> sink.happened(new LoggedEvent(offset, s)));
        return new Outcome.Follows();
    }

    /** Who comes to a run that is under way has begun when it came. */
    private static JobEvent begun(JobEvent.Started leaders, JobEvent.Claimed claimed) {
        return new JobEvent.Started(
                claimed.id(), claimed.at(), leaders.worker(), leaders.attempt(), leaders.bundle());
    }

    void happened(LoggedEvent logged, Unfolding.Sink sink) {
        sink.happened(logged);
        Member member = members.get(logged.event().id());
        if (member == null) {
            return;
        }
        if (Mirror.isEnd(logged.event())) {
            ended(member, logged, sink);
        } else if (!member.follows()) {
            member.note(logged.event());
            dispatched(member.id());
            tell(member.followers(), logged, sink);
        }
    }

    private static void tell(
            Collection<Member> followers, LoggedEvent logged, Unfolding.Sink sink) {
        followers.forEach(
                follower ->
                        sink.happened(
                                new LoggedEvent(
                                        logged.offset(),
                                        Mirror.of(logged.event(), follower.id()))));
    }

    private void ended(Member member, LoggedEvent logged, Unfolding.Sink sink) {
        List<Member> followers = List.copyOf(member.followers());
        if (Mirror.endsOthersToo(logged.event())) {
            tell(followers, logged, sink);
            followers.forEach(f -> settle(f, Mirror.of(logged.event(), f.id())));
        } else {
            followers.stream()
                    .min(Comparator.comparing(Member::tier))
                    .ifPresent(next -> promote(next, member, logged, sink));
        }
        remove(member);
    }

    private void promote(Member next, Member before, LoggedEvent logged, Unfolding.Sink sink) {
        List<Member> all = List.copyOf(before.followers());
        next.lead();
        all.stream().filter(f -> f != next).forEach(f -> follow(f, next));
        before.fingerprint().ifPresent(f -> leaders.replace(f, before, next));
        if (before.started().isPresent()) {
            Problem reason =
                    Problem.of(ErrorCode.RUN_ENDED, "the run that it shared ended without it");
            all.forEach(
                    f ->
                            sink.happened(
                                    new LoggedEvent(
                                            logged.offset(),
                                            new JobEvent.Requeued(
                                                    f.id(), logged.event().at(), reason))));
        }
        if (!next.dispatched()) {
            next.job()
                    .ifPresent(
                            job -> waiting.put(next.id(), new Waiting(job, clock.instant(), true)));
        }
    }

    private static void follow(Member follower, Member next) {
        follower.leave();
        follower.follow(next);
    }

    /** Somebody, or its deadline, wants the job out of its run. */
    Departure left(long offset, JobEvent.Left left, Unfolding.Sink sink) {
        Member member = members.get(left.id());
        if (member == null) {
            return Departure.ENDED;
        }
        if (!member.follows()) {
            return Departure.ON_ITS_OWN;
        }
        JobEvent end =
                left.problem()
                        .<JobEvent>map(p -> new JobEvent.Failed(left.id(), left.at(), p))
                        .orElseGet(() -> new JobEvent.Cancelled(left.id(), left.at()));
        sink.happened(new LoggedEvent(offset, end));
        settle(member, end);
        return Departure.LEFT;
    }

    /** After the board has been told: who does not find the member finds the end there. */
    private void settle(Member follower, JobEvent end) {
        JobId madeBy = follower.leaderId().orElse(follower.id());
        if (end.at().isAfter(clock.instant().minus(SETTLED_WITHIN))) {
            follower.job().ifPresent(job -> ended.put(follower.id(), new Ended(job, end, madeBy)));
        }
        remove(follower);
    }

    private void remove(Member member) {
        member.leave();
        member.fingerprint().ifPresent(f -> leaders.remove(f, member));
        waiting.remove(member.id());
        members.remove(member.id());
    }

    /** Its record is in a job topic. A job that nobody can follow needs no place here any more. */
    void dispatched(JobId id) {
        waiting.remove(id);
        Member member = members.get(id);
        if (member != null && !member.dispatched()) {
            member.setDispatched();
            if (member.fingerprint().isEmpty()) {
                members.remove(id);
            }
        }
    }

    boolean isFollower(JobId id) {
        Member member = members.get(id);
        return member != null && member.follows();
    }

    Optional<JobId> leader(JobId id) {
        return Optional.ofNullable(members.get(id)).flatMap(Member::leaderId);
    }

    Collection<Waiting> waiting() {
        return waiting.values();
    }

    /** Followers that should have ended by themselves. */
    List<JobId> late(Instant now) {
        return members.values().stream()
                .filter(m -> m.follows() && m.deadline().isBefore(now))
                .map(Member::id)
                .toList();
    }

    ConcurrentMap<JobId, Ended> ended() {
        return ended;
    }

    int size() {
        return members.size();
    }
}
