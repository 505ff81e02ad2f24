package io.kuotu.gateway.claim;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.trace.Stretch;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.JobLookup;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes claims to the event log and waits to read what they come to. Blocks; thread safe; meant
 * for virtual threads.
 */
public final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final Duration READ_BACK_WITHIN = Duration.ofSeconds(10);

    /** A header of HTTP. */
    public static final String HEADER = "Idempotency-Key";

    /** The way of a request to {@link #enter}. */
    @FunctionalInterface
    public interface Making {
        Accepted make() throws IOException, InterruptedException;
    }

    private record Pending(JobEvent.Key key, CompletableFuture<Accepted> result) {}

    private final Register register;
    private final JobLookup lookup;
    private final RecordSink log;
    private final JobSender sender;
    private final InstantSource clock;
    private final Counter outcomes;
    private final ConcurrentMap<String, Pending> pending = new ConcurrentHashMap<>();

    public Claims(
            Register register,
            JobLookup lookup,
            RecordSink log,
            InstantSource clock,
            CollectorRegistry metrics) {
        this.register = register;
        this.lookup = lookup;
        this.log = log;
        this.sender = new JobSender(log);
        this.clock = clock;
        this.outcomes =
                Counter.build("kuotu_gateway_claims", "Claims of this gateway, by what came of it.")
                        .labelNames("outcome")
                        .register(metrics);
    }

    /**
     * The job that has this key; where there is none, what {@code submission} makes, which is to
     * {@link #enter} with the key. Of several at once on this gateway one does the work.
     */
    public Accepted once(TenantId tenant, JobEvent.Key key, Making submission)
            throws IOException, InterruptedException {
        while (true) {
            Pending mine = new Pending(key, new CompletableFuture<>());
            Pending other = pending.putIfAbsent(key.name(), mine);
            if (other == null) {
                return first(tenant, mine, submission);
            }
            Optional<Accepted> found = after(other, key);
            if (found.isPresent()) {
                return found.get();
            }
        }
    }

    private Accepted first(TenantId tenant, Pending mine, Making submission)
            throws IOException, InterruptedException {
        try {
            Optional<Outcome.Replays> earlier = register.holder(mine.key());
            Accepted result =
                    earlier.isPresent() ? replay(earlier.get(), tenant) : submission.make();
            mine.result().complete(result);
            return result;
        } catch (Throwable e) {
            mine.result().completeExceptionally(e);
            throw e;
        } finally {
            pending.remove(mine.key().name(), mine);
        }
    }

    /** Empty where the other failed and this one may fare better: it was another request. */
    private Optional<Accepted> after(Pending other, JobEvent.Key key) throws InterruptedException {
        boolean same = other.key().equals(key);
        try {
            Accepted first = other.result().get();
            if (!same) {
                throw mismatch(first.job().id());
            }
            outcomes.labels("replayed").inc();
            return Optional.of(first.again());
        } catch (ExecutionException e) {
            if (same) {
                throw ProblemException.of(e).asException(e);
            }
            return Optional.empty();
        }
    }

    /**
     * Claims a place for the job. Returns when it cannot be lost: with it, or with the one that had
     * the key before.
     *
     * @param fingerprint where it may share a run
     */
    public Accepted enter(Job job, Optional<JobEvent.Key> key, Optional<String> fingerprint)
            throws InterruptedException {
        CompletableFuture<Outcome> outcome = register.claims().expect(job.id());
        try {
            return accepted(job, claimed(new JobEvent.Claimed(job, key, fingerprint), outcome));
        } catch (TimeoutException | ExecutionException e) {
            if (key.isEmpty()) { // a job it is; those on duty see to it
                LOG.warn("{} is claimed, but the log could not be read back in time", job.id());
                return new Accepted(job, false);
            }
            throw Problem.at(
                            HEADER,
                            ErrorCode.BROKER_UNAVAILABLE,
                            "whether the key is free could not be found out in time; ask again"
                                    + " with the same key")
                    .asException(e);
        } finally {
            register.claims().forget(job.id());
        }
    }

    private Outcome claimed(JobEvent.Claimed claim, CompletableFuture<Outcome> outcome)
            throws InterruptedException, TimeoutException, ExecutionException {
        try (Stretch stretch = Stretch.here().begin("claim")) {
            write(claim.id(), claim);
            Outcome found = outcome.get(READ_BACK_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (stretch.isKept()) {
                describe(stretch, claim.id(), found);
            }
            return found;
        }
    }

    /** Who shares a run finds the way from its own trace to the one in which it is made. */
    private void describe(Stretch stretch, JobId id, Outcome outcome) {
        stretch.set("kuotu.job", id.value())
                .set("kuotu.outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        register.leader(id)
                .flatMap(leader -> TraceContext.of(lookup.traceparent(leader)))
                .ifPresent(stretch::link);
    }

    private void write(JobId id, JobEvent event) {
        try {
            log.send(Topics.EVENTS, id.value(), JsonCodec.encode(event)).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the wish could not be written down; ask again")
                    .asException(e);
        }
    }

    private Accepted accepted(Job job, Outcome outcome) throws InterruptedException {
        return switch (outcome) {
            case Outcome.Leads _ -> {
                dispatch(job);
                outcomes.labels("led").inc();
                yield new Accepted(job, false);
            }
            case Outcome.Follows _ -> {
                outcomes.labels("followed").inc();
                yield new Accepted(job, false);
            }
            case Outcome.Replays replays -> replay(replays, job.tenant());
        };
    }

    /** Not waited for: the claim is the promise, and those on duty see to it. */
    private void dispatch(Job job) {
        var _ =
                sender.send(job)
                        .exceptionally(
                                e -> {
                                    LOG.warn(
                                            "{} is claimed but not sent: {}",
                                            job.id(),
                                            e.toString());
                                    return -1L;
                                });
    }

    private Accepted replay(Outcome.Replays replays, TenantId tenant) throws InterruptedException {
        if (!replays.sameBody()) {
            throw mismatch(replays.job());
        }
        outcomes.labels("replayed").inc();
        return new Accepted(lookup.find(replays.job().value(), tenant).job(), true);
    }

    private ProblemException mismatch(JobId holder) {
        outcomes.labels("refused").inc();
        return Problem.at(
                        HEADER,
                        ErrorCode.IDEMPOTENCY_MISMATCH,
                        "the key belongs to another request, which became " + holder)
                .asException();
    }

    /**
     * Ends a job that shares another's run, by its caller's wish. False where it does not share one
     * and has not ended: then it is to be ended like any other.
     */
    public boolean leave(JobId id) throws InterruptedException {
        if (!register.isFollower(id)) {
            return lookup.hasEnded(id); // by its leader's end, a moment ago
        }
        CompletableFuture<Departure> departure = register.departures().expect(id);
        try {
            write(id, new JobEvent.Left(id, clock.instant(), Optional.empty()));
            return departure.get(READ_BACK_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    != Departure.ON_ITS_OWN;
        } catch (TimeoutException | ExecutionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the wish to cancel is written down; what came of it is not known yet")
                    .asException(e);
        } finally {
            register.departures().forget(id);
        }
    }
}
