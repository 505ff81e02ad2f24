package io.kuotu.gateway.webhook;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.ManualClock;
import io.kuotu.common.testing.SampleJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/** Some gateways, their topic, a receiver, and time that passes only when told to. One thread. */
final class Town {
    static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));
    static final Outcome FINE = Outcome.answered(200, Optional.empty());
    static final Outcome BROKEN = Outcome.answered(500, Optional.empty());

    /** A call as the receiver saw it. */
    record Seen(Instant at, String gateway, String delivery, int number) {}

    private record Answer(Gate gate, Call call, Outcome outcome, Instant began) {}

    private record Written(Gate by, JobId job, DeliveryRecord record) {}

    final ManualClock clock = new ManualClock(SampleJobs.NOW);
    final List<Seen> seen = new ArrayList<>();
    final List<Gate> gates = new ArrayList<>();

    /** Empty: the call hangs for ever. */
    Function<Call, Optional<Outcome>> receiver = _ -> Optional.of(FINE);

    boolean brokerAway;

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final Queue<Written> topic = new ArrayDeque<>();
    private final SampleJobs jobs = new SampleJobs(11);

    /** One gateway. */
    final class Gate implements Dispatcher.Out {
        final Ledger ledger = new Ledger();
        final Dispatcher dispatcher;
        final String name;
        boolean dead;

        Gate(String name, Predicate<JobId> mine) {
            this.name = name;
            this.dispatcher =
                    new Dispatcher(
                            ledger,
                            new Turns(8, 4),
                            new Backoff(WAITS, 0.2, new Random(1)),
                            mine,
                            clock,
                            name,
                            this);
            gates.add(this);
        }

        @Override
        public void call(Call call) {
            seen.add(
                    new Seen(
                            clock.instant(), name, call.delivery().id().toString(), call.number()));
            receiver.apply(call)
                    .ifPresent(o -> answers.add(new Answer(this, call, o, clock.instant())));
        }

        @Override
        public void write(JobId job, DeliveryRecord.Attempted record) {
            topic.add(new Written(this, job, record));
        }
    }

    Job job() {
        Job plain = jobs.expansion();
        return new Job(
                plain.id(),
                plain.tenant(),
                plain.tier(),
                plain.pool(),
                plain.spec(),
                plain.source(),
                plain.createdAt(),
                plain.deadline(),
                plain.metadata(),
                plain.traceparent(),
                Optional.of(new Webhook("https://example.com/x", List.of(Webhook.Event.values()))));
    }

    /** All gateways hear of it. */
    DeliveryId event(Job job, String event, Webhook.Event kind) {
        DeliveryId id = new DeliveryId(job.id(), event);
        gates.forEach(gate -> tell(gate, job, event, kind));
        return id;
    }

    void tell(Gate gate, Job job, String event, Webhook.Event kind) {
        gate.dispatcher.happened(
                job,
                job.webhook().orElseThrow(),
                Delivery.of(new DeliveryId(job.id(), event), kind, clock.instant()));
    }

    void wish(DeliveryId id) {
        topic.add(
                new Written(
                        gates.getFirst(),
                        id.job(),
                        new DeliveryRecord.Redeliver(id.toString(), clock.instant())));
    }

    /** Until that much time has passed. */
    void run(Duration span) {
        Instant end = clock.instant().plus(span);
        for (Instant next = settle(); !next.isAfter(end); next = settle()) {
            clock.advance(Duration.between(clock.instant(), next));
        }
        clock.advance(Duration.between(clock.instant(), end));
        settle();
    }

    /** Everything that happens now; returns when something more may. */
    private Instant settle() {
        Instant next = Instant.MAX;
        do {
            answer();
            publish();
            next = Instant.MAX;
            for (Gate gate : gates) {
                if (!gate.dead) {
                    Instant wakes = gate.dispatcher.work();
                    next = wakes.isBefore(next) ? wakes : next;
                }
            }
        } while (!answers.isEmpty() || !topic.isEmpty());
        return next;
    }

    private void answer() {
        for (Answer a = answers.poll(); a != null; a = answers.poll()) {
            if (!a.gate().dead) {
                a.gate().dispatcher.answered(a.call(), a.outcome(), a.began(), Duration.ZERO);
            }
        }
    }

    private void publish() {
        for (Written w = topic.poll(); w != null; w = topic.poll()) {
            if (w.by().dead) {
                continue;
            }
            if (brokerAway && w.record() instanceof DeliveryRecord.Attempted attempted) {
                w.by().dispatcher.notWritten(w.job(), attempted);
                continue;
            }
            DeliveryRecord heard = DeliveryRecord.decode(w.record().encode());
            for (Gate gate : gates) {
                if (!gate.dead) {
                    gate.dispatcher.heard(DeliveryId.parse(heard.delivery()).orElseThrow(), heard);
                }
            }
        }
    }

    List<String> calls() {
        return seen.stream().map(s -> s.delivery().replaceFirst(".*-", "")).toList();
    }
}
