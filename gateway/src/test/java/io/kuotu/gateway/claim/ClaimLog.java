package io.kuotu.gateway.claim;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobState;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event log, and a gateway's register and board that read it. */
final class ClaimLog {
    static final Duration RETENTION = Duration.ofDays(2);

    final ManualClock clock = new ManualClock(SampleJobs.NOW);
    final Register register = new Register(RETENTION, clock);
    final Board board = new Board(RETENTION, clock, register);
    final Map<JobId, Outcome> outcomes = new HashMap<>();
    final List<JobId> ends = new ArrayList<>();
    private final SampleJobs samples = new SampleJobs(3);
    private long offset;

    ClaimLog() {
        this(0);
    }

    /**
     * @param offset of the first event that is kept
     */
    ClaimLog(long offset) {
        this.offset = offset;
        board.listenToAll(
                (view, logged) -> {
                    if (logged != null && view.state().isTerminal()) {
                        ends.add(view.job().id());
                    }
                });
    }

    static Job with(Job job, Tier tier, Instant createdAt, Instant deadline) {
        return new Job(
                job.id(),
                new TenantId("acme"),
                tier,
                job.pool(),
                job.spec(),
                job.source(),
                createdAt,
                deadline,
                job.metadata(),
                job.traceparent());
    }

    Job job(Tier tier, Duration deadline) {
        return with(samples.expansion(), tier, clock.instant(), clock.instant().plus(deadline));
    }

    Job job() {
        return job(Tier.STANDARD, Duration.ofHours(1));
    }

    static JobEvent.Key key(String name, String body) {
        return new JobEvent.Key(hash(name), hash(body));
    }

    private static String hash(String text) {
        return Tenants.sha256(text);
    }

    /** The claim of a job that may share a run. */
    Job claim(Job job, String fingerprint) {
        write(new JobEvent.Claimed(job, Optional.empty(), Optional.of(fingerprint)));
        return job;
    }

    Job claim(Job job, JobEvent.Key key) {
        write(new JobEvent.Claimed(job, Optional.of(key), Optional.empty()));
        return job;
    }

    void write(JobEvent event) {
        var outcome = register.claims().expect(event.id());
        board.read(Topics.EVENTS, offset++, event.id().value(), JsonCodec.encode(event));
        if (outcome.isDone()) {
            outcomes.put(event.id(), outcome.join());
        }
        register.claims().forget(event.id());
    }

    void dispatch(Job job) {
        board.read(Topics.jobs(job.pool(), job.tier()), 0, job.id().value(), JobRecord.encode(job));
    }

    void start(Job job) {
        write(new JobEvent.Started(job.id(), clock.instant(), "w", 1, "b@1"));
    }

    JobView view(Job job) {
        return board.find(job.id()).orElseThrow();
    }

    JobState state(Job job) {
        return view(job).state();
    }

    List<JobId> waiting() {
        return register.runs().waiting().stream().map(w -> w.job().id()).toList();
    }
}
