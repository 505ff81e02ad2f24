package io.kuotu.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.JobStream;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears when accepted jobs start and end, over few WebSockets instead of a connection each. A
 * thread of its own subscribes; the streams' threads write the times down.
 */
final class Ends implements AutoCloseable {
    /** A gateway takes 1000 a connection unless told otherwise. */
    private static final int PER_STREAM = 900;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Ledger ledger;
    private final KuotuClient client;
    private final BlockingQueue<Arrival> accepted = new LinkedBlockingQueue<>();
    private final List<Seat> seats = new ArrayList<>(); // the subscriber's alone
    private final Thread subscriber;
    private volatile boolean closed;

    private record Seat(JobStream stream, AtomicInteger taken) {}

    Ends(Ledger ledger, KuotuClient client) {
        this.ledger = ledger;
        this.client = client;
        this.subscriber = Thread.ofPlatform().name("ends").daemon().start(this::subscribeAll);
    }

    /** Never blocks. */
    void follow(Arrival arrival) {
        accepted.add(arrival);
    }

    private void subscribeAll() {
        try {
            while (!closed) {
                Arrival next = accepted.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    subscribe(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("no stream of events can be opened", e);
        }
    }

    private void subscribe(Arrival arrival) throws IOException, InterruptedException {
        Seat seat = seat();
        seat.taken().incrementAndGet();
        var _ =
                seat.stream()
                        .subscribe(
                                arrival.job().orElseThrow(),
                                Optional.empty(),
                                event -> note(arrival, event))
                        .whenComplete((_, _) -> seat.taken().decrementAndGet());
    }

    private Seat seat() throws IOException, InterruptedException {
        for (Seat seat : seats) {
            if (seat.taken().get() < PER_STREAM) {
                return seat;
            }
        }
        Seat more = new Seat(client.stream(), new AtomicInteger());
        seats.add(more);
        return more;
    }

    private void note(Arrival arrival, ServerEvent event) {
        switch (event.name()) {
            case "started" -> arrival.start(ledger.now());
            case "succeeded", "failed", "cancelled" ->
                    arrival.end(ledger.now(), end(event.name(), event.data()));
            default -> {} // how far it is
        }
    }

    private static Arrival.End end(String name, JsonNode data) {
        return new Arrival.End(
                name,
                Optional.ofNullable(data.path("code").textValue()),
                Optional.ofNullable(data.at("/outputs/0/sha256").textValue()));
    }

    /**
     * Waits until all accepted jobs have ended; then asks once for each of those of which nothing
     * was heard.
     *
     * @return how many have no end at all: lost
     */
    int await(Duration most) throws InterruptedException, IOException {
        long until = System.nanoTime() + most.toNanos();
        while (!ledger.open().isEmpty() && System.nanoTime() < until) {
            Thread.sleep(LOOK_AGAIN);
        }
        for (Arrival silent : ledger.open()) {
            JobStatus job = client.job(silent.job().orElseThrow());
            if (job.hasEnded()) {
                silent.end(
                        ledger.now(),
                        new Arrival.End(
                                job.state(), Optional.of("end not heard"), Optional.empty()));
            }
        }
        return ledger.open().size();
    }

    @Override
    public void close() {
        closed = true;
        subscriber.interrupt();
        try {
            subscriber.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        seats.forEach(seat -> seat.stream().close());
    }
}
