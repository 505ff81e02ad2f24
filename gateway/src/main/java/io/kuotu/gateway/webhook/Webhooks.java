package io.kuotu.gateway.webhook;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.wire.RecordSink;
import io.kuotu.common.wire.Topics;
import io.kuotu.common.wire.Unreadable;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells webhooks what happens to their jobs. The thread {@code webhooks} owns all that is decided;
 * the threads of the board, of the topic's tail and of calls put what they know into its inbox.
 * What is in there is bounded by what they read: the ledger holds all of it anyway.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    private static final Duration LAST_CALLS = Duration.ofSeconds(3);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(2);
    private static final int IN_ONE_GO = 1000;

    /**
     * @param waits after the first failed attempt, the second, and so on
     * @param jitter share by which they vary
     * @param within limit of one call
     * @param atOnce calls under way
     * @param perHost calls under way to one host
     * @param keeps how long events are delivered at all
     */
    public record Options(
            List<Duration> waits,
            double jitter,
            Duration within,
            int atOnce,
            int perHost,
            Duration keeps) {
        public Options {
            waits = List.copyOf(waits);
        }
    }

    /** What the inbox takes. */
    private sealed interface Item {}

    private record Happened(Job job, Webhook webhook, Delivery delivery) implements Item {}

    private record Heard(DeliveryId id, DeliveryRecord record) implements Item {}

    private record Answered(Call call, Outcome outcome, Instant began, Duration took)
            implements Item {}

    private record NotWritten(JobId job, DeliveryRecord.Attempted record) implements Item {}

    private record Opened() implements Item {}

    private record Closed() implements Item {}

    private final BlockingQueue<Item> inbox = new LinkedBlockingQueue<>();
    private final Ledger ledger = new Ledger();
    private final Options options;
    private final InstantSource clock;
    private final RecordSink sink;
    private final Postman postman;
    private final Predicate<JobId> kept;
    private final Dispatcher dispatcher;
    private final WebhookMetrics metrics;
    private final Thread thread;

    // of the thread alone
    private boolean open;
    private boolean closing;
    private Instant nextSweep;
    private Instant nextCount = Instant.MIN;

    private volatile @Nullable Instant oldestPending; // of the thread; metrics read it

    /**
     * Does nothing before it is told of jobs and {@link #open} is called.
     *
     * @param surroundings what it works with
     * @param options how
     * @param clock for all times
     * @param random for jitter
     * @param registry for its metrics
     */
    public Webhooks(
            Surroundings surroundings,
            Options options,
            InstantSource clock,
            RandomGenerator random,
            CollectorRegistry registry) {
        this.options = options;
        this.clock = clock;
        this.sink = surroundings.sink();
        this.kept = id -> surroundings.jobs().apply(id).isPresent();
        this.postman =
                new Postman(
                        surroundings.jobs(),
                        surroundings.secrets(),
                        surroundings.payload(),
                        surroundings.caller(),
                        clock,
                        options.within());
        this.metrics = new WebhookMetrics(registry, ledger, this::oldestPendingSeconds);
        this.nextSweep = clock.instant().plus(SWEEP_EVERY);
        this.dispatcher =
                new Dispatcher(
                        ledger,
                        new Turns(options.atOnce(), options.perHost()),
                        new Backoff(options.waits(), options.jitter(), random),
                        surroundings.mine(),
                        clock,
                        String.format("gateway-%08x", random.nextInt()),
                        new Outbox());
        this.thread = Thread.ofPlatform().name("webhooks").daemon().unstarted(this::run);
        thread.start();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** A listener to all of the board, on its thread. */
    public void changed(JobView view, @Nullable LoggedEvent logged) {
        Optional<Webhook> webhook = view.job().webhook();
        if (webhook.isPresent()) {
            event(view.job(), logged)
                    .filter(delivery -> webhook.get().tells(delivery.event()))
                    .filter(delivery -> isKept(delivery.at()))
                    .ifPresent(d -> inbox.add(new Happened(view.job(), webhook.get(), d)));
        }
    }

    private static Optional<Delivery> event(Job job, @Nullable LoggedEvent logged) {
        if (logged == null) {
            DeliveryId id = new DeliveryId(job.id(), DeliveryId.QUEUED);
            return Optional.of(Delivery.of(id, Webhook.Event.QUEUED, job.createdAt()));
        }
        DeliveryId id = new DeliveryId(job.id(), Long.toString(logged.offset()));
        return Webhook.Event.of(logged.event())
                .map(event -> Delivery.of(id, event, logged.event().at()));
    }

    /**
     * The topics forget at leisure: of an event this old, the record that it was delivered may be
     * gone before the event itself.
     */
    private boolean isKept(Instant at) {
        return at.isAfter(clock.instant().minus(options.keeps()));
    }

    /** What the tail of {@link Topics#DELIVERIES} calls, on its thread. */
    public void read(String topic, long offset, String key, byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        try {
            DeliveryRecord record = DeliveryRecord.decode(value);
            DeliveryId.parse(record.delivery())
                    .ifPresentOrElse(
                            id -> inbox.add(new Heard(id, record)),
                            () -> LOG.warn("{}@{} is for no delivery", topic, offset));
        } catch (IllegalArgumentException e) {
            Unreadable.skipped(LOG, topic, offset, e);
        }
    }

    /** Calls begin. Once all that the topics held at the start has been told. */
    public void open() {
        inbox.add(new Opened());
    }

    /**
     * Has it called again, from any thread; returns when that wish cannot be lost. A pending one is
     * called at once, without waiting for its next time.
     */
    public void redeliver(DeliveryId id) {
        DeliveryRecord wish = new DeliveryRecord.Redeliver(id.toString(), clock.instant());
        try {
            sink.send(Topics.DELIVERIES, id.job().value(), wish.encode()).join();
        } catch (CompletionException e) {
            throw Problem.of(
                            ErrorCode.BROKER_UNAVAILABLE,
                            "the wish could not be kept; nothing will be redelivered")
                    .asException(e);
        }
    }

    /** On the thread {@code webhooks}. */
    private final class Outbox implements Dispatcher.Out {
        @Override
        public void call(Call call) {
            Thread _ = Thread.startVirtualThread(() -> inbox.add(make(call)));
        }

        @Override
        public void write(JobId job, DeliveryRecord.Attempted record) {
            var _ =
                    sink.send(Topics.DELIVERIES, job.value(), record.encode())
                            .whenComplete(
                                    (_, failure) -> {
                                        if (failure != null) {
                                            inbox.add(new NotWritten(job, record));
                                        }
                                    });
        }
    }

    private Answered make(Call call) {
        Instant began = clock.instant();
        long start = System.nanoTime();
        Outcome outcome = postman.make(call);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        metrics.called(outcome, took);
        return new Answered(call, outcome, began, took);
    }

    private void run() {
        Instant wake = clock.instant();
        Instant end = Instant.MAX;
        while (!closing || (isAtIt() && clock.instant().isBefore(end))) {
            try {
                takeIn(wake);
                wake = act();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("webhooks: one step failed; goes on", e);
                wake = clock.instant().plus(COUNT_EVERY);
            }
            if (closing && end.equals(Instant.MAX)) {
                end = clock.instant().plus(LAST_CALLS);
            }
        }
    }

    /** Whether calls are under way whose records should still be written. */
    private boolean isAtIt() {
        return dispatcher.underWay() > 0;
    }

    private void takeIn(Instant wake) throws InterruptedException {
        long wait = Math.max(0, Duration.between(clock.instant(), wake).toMillis());
        @Nullable Item item =
                inbox.poll(closing ? Math.min(wait, 100) : wait, TimeUnit.MILLISECONDS);
        for (int i = 0; item != null && i < IN_ONE_GO; i++) {
            take(item);
            item = inbox.poll();
        }
        if (item != null) {
            take(item);
        }
    }

    private void take(Item item) {
        switch (item) {
            case Happened(Job job, Webhook webhook, Delivery delivery) ->
                    dispatcher.happened(job, webhook, delivery);
            case Heard(DeliveryId id, DeliveryRecord record) -> dispatcher.heard(id, record);
            case Answered(Call call, Outcome outcome, Instant began, Duration took) ->
                    dispatcher.answered(call, outcome, began, took);
            case NotWritten(JobId job, DeliveryRecord.Attempted record) ->
                    dispatcher.notWritten(job, record);
            case Opened() -> open = true;
            case Closed() -> {
                open = false;
                closing = true;
            }
        }
    }

    /** Returns when to act again at the latest. */
    private Instant act() {
        Instant now = clock.instant();
        if (!now.isBefore(nextCount)) {
            oldestPending = ledger.oldestPending().orElse(null);
            nextCount = now.plus(COUNT_EVERY);
        }
        if (!open) {
            return nextCount;
        }
        if (!now.isBefore(nextSweep)) {
            sweep(now);
        }
        Instant next = dispatcher.work();
        return next.isBefore(nextCount) ? next : nextCount;
    }

    private void sweep(Instant now) {
        nextSweep = now.plus(SWEEP_EVERY);
        int lost = ledger.sweep(kept, now);
        if (lost > 0) {
            LOG.warn("{} deliveries were still pending when their jobs were forgotten", lost);
        }
    }

    private double oldestPendingSeconds() {
        Instant oldest = oldestPending;
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1e3;
    }

    /** Starts no call any more; waits a moment for those under way, so that they are recorded. */
    @Override
    public void close() {
        inbox.add(new Closed());
        try {
            thread.join(LAST_CALLS.plusSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
