package io.kuotu.load;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** All arrivals of a run. Thread safe. */
final class Ledger {
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final LongSupplier nanos;
    private final long begin;

    Ledger(LongSupplier nanos) {
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
    }

    /** Seconds since the run began. */
    double now() {
        return (nanos.getAsLong() - begin) / 1e9;
    }

    /** Before the request goes out. */
    Arrival arrive(String tier) {
        Arrival arrival = new Arrival(tier, now());
        arrivals.add(arrival);
        return arrival;
    }

    List<Arrival> all() {
        return List.copyOf(arrivals);
    }

    Stream<Arrival> accepted() {
        return arrivals.stream().filter(Arrival::isAccepted);
    }

    /** Accepted jobs whose end nobody has told yet. */
    List<Arrival> open() {
        return accepted().filter(a -> a.end().isEmpty()).toList();
    }
}
