package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.trace.Stretch;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Verdict;
import io.kuotu.worker.job.JobMeter.Outcome;
import io.kuotu.worker.publish.DeadLetters;
import io.kuotu.worker.publish.EventWriter;
import io.kuotu.worker.publish.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a job on this worker, on a virtual thread of its own. Every way out is here: made,
 * failed for good, tried again elsewhere, tried again here when what it needs is away, stopped.
 */
public final class JobPath {
    private static final Logger LOG = LoggerFactory.getLogger(JobPath.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final JobMaker maker;
    private final Publisher publisher;
    private final EventWriter events;
    private final DeadLetters deadLetters;
    private final MemoryBudget memory;
    private final Rules rules;
    private final JobMeter meter;
    private final InstantSource clock;

    /**
     * @param worker its name
     * @param maxAttempts how often a job is begun before it fails for good
     * @param patience how long a store that refuses is asked again
     */
    public record Rules(String worker, int maxAttempts, Duration patience) {}

    public JobPath(
            JobMaker maker,
            Publisher publisher,
            EventWriter events,
            DeadLetters deadLetters,
            MemoryBudget memory,
            Rules rules,
            JobMeter meter,
            InstantSource clock) {
        this.maker = maker;
        this.publisher = publisher;
        this.events = events;
        this.deadLetters = deadLetters;
        this.memory = memory;
        this.rules = rules;
        this.meter = meter;
        this.clock = clock;
    }

    /** Never throws. */
    Verdict run(RunningJob running, Delivery delivery) {
        Duration pause = FIRST_PAUSE;
        Instant refused = Instant.MAX; // since then
        while (true) {
            try {
                return running.stopped().isPresent() ? stopped(running) : begin(running, delivery);
            } catch (ProblemException e) {
                refused =
                        e.problem().code() == ErrorCode.STORE_REFUSED
                                ? earlier(refused)
                                : Instant.MAX;
                if (isTooLong(refused, running.job())) {
                    return giveUp(running.job(), delivery, e.problem());
                }
                LOG.warn("{} waits {}: {}", running.job().id(), pause, e.getMessage());
            } catch (RuntimeException e) {
                return unexpected(running.job(), delivery, e);
            }
            sleep(pause);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    /**
     * Nobody knows what this is, so another worker may do better; not at once, and not without end:
     * after its last delivery the broker would drop the record, and nobody would end the job.
     */
    private Verdict unexpected(Job job, Delivery delivery, RuntimeException failure) {
        LOG.error("{} failed in a way that nobody expected", job.id(), failure);
        if (delivery.deliveries() >= TopicSetup.Rules.DEFAULT.deliveries()) {
            return giveUp(job, delivery, Problem.of(ErrorCode.INTERNAL, failure.toString()));
        }
        sleep(FIRST_PAUSE.multipliedBy(delivery.deliveries()));
        meter.left(Outcome.RELEASED);
        return Verdict.AGAIN;
    }

    private Instant earlier(Instant refused) {
        Instant now = clock.instant();
        return refused.isBefore(now) ? refused : now;
    }

    private boolean isTooLong(Instant refused, Job job) {
        Instant now = clock.instant();
        return !refused.equals(Instant.MAX)
                && (!now.isBefore(refused.plus(rules.patience())) || now.isAfter(job.deadline()));
    }

    /**
     * The store refuses and will go on to. The record is kept for an operator, and the caller is
     * told; where the store takes not even the manifest, by the event alone.
     */
    private Verdict giveUp(Job job, Delivery delivery, Problem problem) {
        try {
            deadLetters.bury(delivery, job.id().value(), problem);
            end(JobManifest.failed(job, clock.instant(), problem));
            ended("dead").fail(problem.code().label());
            return Verdict.DONE;
        } catch (ProblemException e) {
            LOG.warn("{} goes to another worker: {}", job.id(), e.getMessage());
            return Verdict.AGAIN;
        }
    }

    private void end(JobManifest failed) {
        try {
            publisher.end(failed);
        } catch (RuntimeException e) {
            LOG.error("{} ends without a manifest: {}", failed.job().id(), e.getMessage());
            publisher.tell(failed);
        }
    }

    /** Throws only what is a matter of time: the store or the broker is away. */
    private Verdict begin(RunningJob running, Delivery delivery) {
        Job job = running.job();
        Optional<JobManifest> decided = publisher.decided(job);
        if (decided.isPresent()) {
            publisher.tell(decided.get());
            return Verdict.DONE;
        }
        if (clock.instant().isAfter(job.deadline())) {
            return fail(
                    job,
                    Problem.of(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "the deadline passed while the job was waiting"));
        }
        int attempt = publisher.attempt(job, delivery.deliveries());
        Stretch.here().set("kuotu.attempt", attempt);
        if (attempt > rules.maxAttempts()) {
            String reason =
                    "it was begun "
                            + (attempt - 1)
                            + " times and never ended: it may kill the workers that take it";
            return bury(job, delivery, Problem.of(ErrorCode.ATTEMPTS_EXHAUSTED, reason));
        }
        if (attempt == 1) {
            meter.waited(Duration.between(job.createdAt(), clock.instant()));
        }
        return make(running, delivery, attempt);
    }

    private Verdict make(RunningJob running, Delivery delivery, int attempt) {
        Job job = running.job();
        try {
            var _ =
                    events.write(
                            new JobEvent.Started(
                                    job.id(),
                                    clock.instant(),
                                    rules.worker(),
                                    attempt,
                                    maker.bundle(job.spec())));
            JobManifest end = publisher.end(made(running, attempt));
            ended(end.state().label());
            meter.ended(end);
            return Verdict.DONE;
        } catch (Exception e) {
            return failed(running, delivery, attempt, e);
        }
    }

    private JobManifest made(RunningJob running, int attempt) throws Exception {
        running.runsHere();
        try (MemoryBudget.Share _ = memory.take(running.job().spec())) {
            return maker.make(running.job(), attempt);
        } finally {
            running.ranHere();
        }
    }

    private Verdict failed(RunningJob running, Delivery delivery, int attempt, Exception failure) {
        if (running.stopped().isPresent()) {
            return stopped(running);
        }
        Problem problem = ProblemException.of(failure);
        return switch (problem.code().kind()) {
            case CALLER -> fail(running.job(), problem);
            case CAPACITY -> throw problem.asException(failure);
            case INTERNAL -> {
                LOG.warn("{} failed at attempt {}", running.job().id(), attempt, failure);
                yield attempt < rules.maxAttempts()
                        ? again(running.job(), problem)
                        : bury(running.job(), delivery, problem);
            }
        };
    }

    private Verdict stopped(RunningJob running) {
        return switch (running.stopped().orElseThrow()) {
            case CANCELLED -> {
                ended("cancelled");
                publisher.decided(running.job()).ifPresent(publisher::tell);
                meter.left(Outcome.CANCELLED);
                yield Verdict.DONE;
            }
            case LOST -> {
                ended("lost");
                meter.left(Outcome.RELEASED);
                yield Verdict.AGAIN;
            }
            case DRAINED ->
                    again(
                            running.job(),
                            Problem.of(ErrorCode.SHUTTING_DOWN, "its worker shuts down"));
        };
    }

    private Verdict again(Job job, Problem reason) {
        ended("released").fail(reason.code().label());
        var _ = events.write(new JobEvent.Requeued(job.id(), clock.instant(), reason));
        meter.left(Outcome.RELEASED);
        return Verdict.AGAIN;
    }

    private Verdict fail(Job job, Problem problem) {
        ended("failed").fail(problem.code().label());
        meter.ended(publisher.end(JobManifest.failed(job, clock.instant(), problem)));
        return Verdict.DONE;
    }

    private Verdict bury(Job job, Delivery delivery, Problem problem) {
        deadLetters.bury(delivery, job.id().value(), problem);
        ended("dead").fail(problem.code().label());
        publisher.end(JobManifest.failed(job, clock.instant(), problem));
        meter.left(Outcome.DEAD);
        return Verdict.DONE;
    }

    /** What came of this delivery, in its trace. */
    private static Stretch ended(String outcome) {
        return Stretch.here().set("kuotu.outcome", outcome);
    }

    /** Cut short where the job is told to stop. */
    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            LOG.debug("woken up");
        }
    }
}
