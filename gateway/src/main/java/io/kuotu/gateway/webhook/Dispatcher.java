package io.kuotu.gateway.webhook;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what is called when. It acts on what it hears from the topic alone, also of its own
 * calls: so every gateway knows the same, and one that takes over goes on where the last one was.
 * What is another gateway's is looked at again each second, for it may die. All on the thread
 * {@code webhooks}.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Where decisions go; neither may block for more than a moment. */
    interface Out {
        /** Starts the call; {@link #answered} hears how it went. */
        void call(Call call);

        /** Sends the record; {@link #notWritten} hears if that failed. */
        void write(JobId job, DeliveryRecord.Attempted record);
    }

    private record Entry(Instant at, Course course) {}

    private record Unwritten(Instant again, JobId job, DeliveryRecord.Attempted record) {}

    private final Ledger ledger;
    private final Turns turns;
    private final Backoff backoff;
    private final Predicate<JobId> mine;
    private final InstantSource clock;
    private final String gateway;
    private final Out out;
    private final PriorityQueue<Entry> agenda =
            new PriorityQueue<>(Comparator.comparing(Entry::at));
    private final Queue<Unwritten> unwritten = new ArrayDeque<>();

    Dispatcher(
            Ledger ledger,
            Turns turns,
            Backoff backoff,
            Predicate<JobId> mine,
            InstantSource clock,
            String gateway,
            Out out) {
        this.ledger = ledger;
        this.turns = turns;
        this.backoff = backoff;
        this.mine = mine;
        this.clock = clock;
        this.gateway = gateway;
        this.out = out;
    }

    /** An event that the job's webhook asked for; in the order of the log. */
    void happened(Job job, Webhook webhook, Delivery delivery) {
        plan(ledger.happened(job, webhook, delivery));
    }

    /** A record, this gateway's or another's; in the order of the topic. */
    void heard(DeliveryId id, DeliveryRecord record) {
        Optional<Course> course = ledger.heard(id, record);
        if (course.isPresent()) {
            if (record instanceof DeliveryRecord.Attempted attempted) {
                boolean _ = course.get().hears(attempted);
            }
            plan(course.get());
        }
    }

    /** The call that was started is over. */
    void answered(Call call, Outcome outcome, Instant began, Duration took) {
        turns.done(call.host(), outcome.verdict() == Outcome.Verdict.DELIVERED);
        Attempt attempt =
                new Attempt(
                        call.number(),
                        began,
                        took.toMillis(),
                        outcome.status(),
                        outcome.words(),
                        gateway);
        DeliveryRecord.Attempted record = record(call, outcome, attempt);
        if (record.state() == Delivery.State.DEAD) {
            LOG.warn(
                    "webhook {} of tenant {} to {} is dead after {} attempts: {}",
                    record.delivery(),
                    call.job().tenant(),
                    call.host(),
                    call.number(),
                    outcome.words());
        }
        out.write(call.job().id(), record);
    }

    private DeliveryRecord.Attempted record(Call call, Outcome outcome, Attempt attempt) {
        Optional<Instant> next =
                outcome.verdict() == Outcome.Verdict.FAILED
                        ? backoff.after(call.number(), outcome.askedWait())
                                .map(clock.instant()::plus)
                        : Optional.empty();
        Delivery.State state =
                outcome.verdict() == Outcome.Verdict.DELIVERED
                        ? Delivery.State.DELIVERED
                        : next.isPresent() ? Delivery.State.PENDING : Delivery.State.DEAD;
        return new DeliveryRecord.Attempted(
                call.delivery().id().toString(), call.delivery().round(), attempt, state, next);
    }

    /** The call was made, so its record is sent until it arrives: the job waits for that. */
    void notWritten(JobId job, DeliveryRecord.Attempted record) {
        unwritten.add(new Unwritten(clock.instant().plus(LOOK_AGAIN), job, record));
    }

    /** Starts what is due; returns when there is something to do again, at the latest. */
    Instant work() {
        Instant now = clock.instant();
        writeAgain(now);
        while (!agenda.isEmpty() && !agenda.element().at().isAfter(now)) {
            Entry entry = agenda.remove();
            if (entry.course().wakeAt().filter(entry.at()::equals).isPresent()) {
                entry.course().wakesAt(null);
                look(entry.course(), now);
            }
        }
        for (Optional<Course> course = turns.next(); course.isPresent(); course = turns.next()) {
            start(course.get(), now);
        }
        Instant latest = now.plus(unwritten.isEmpty() ? Duration.ofMinutes(1) : LOOK_AGAIN);
        return agenda.isEmpty() || agenda.element().at().isAfter(latest)
                ? latest
                : agenda.element().at();
    }

    private void writeAgain(Instant now) {
        while (!unwritten.isEmpty() && !unwritten.element().again().isAfter(now)) {
            Unwritten late = unwritten.remove();
            out.write(late.job(), late.record());
        }
    }

    private void look(Course course, Instant now) {
        Optional<Delivery> next = course.isBusy() ? Optional.empty() : course.next();
        if (next.isPresent() && isFor(course, next.get(), now)) {
            course.takesTurn(true);
            turns.add(course);
        }
    }

    private void start(Course course, Instant now) {
        course.takesTurn(false);
        Optional<Delivery> next = course.next();
        if (next.isEmpty() || !isFor(course, next.get(), now)) { // changed while it waited
            turns.unused(course.host());
            return;
        }
        Delivery delivery = next.get();
        Call call =
                new Call(
                        course.job(),
                        course.url(),
                        course.host(),
                        delivery,
                        delivery.tries() + 1,
                        gateway);
        course.calls(call);
        out.call(call);
    }

    /** Whether to call now; if not, the agenda comes back to it. */
    private boolean isFor(Course course, Delivery next, Instant now) {
        if (next.due().isAfter(now)) {
            wake(course, next.due());
            return false;
        }
        if (!mine.test(course.job().id())) {
            wake(course, now.plus(LOOK_AGAIN));
            return false;
        }
        return true;
    }

    private void plan(Course course) {
        if (!course.isBusy()) {
            course.next().ifPresent(next -> wake(course, next.due()));
        }
    }

    private void wake(Course course, Instant at) {
        if (course.wakeAt().isEmpty() || at.isBefore(course.wakeAt().get())) {
            course.wakesAt(at);
            agenda.add(new Entry(at, course));
        }
    }

    int underWay() {
        return turns.underWay();
    }
}
