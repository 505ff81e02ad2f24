package io.kuotu.gateway.retention;

import io.kuotu.common.store.ObjectStore;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A sweeper without its thread, for tests of other packages. */
public final class Rounds {
    private final Sweeper sweeper;

    public Rounds(ObjectStore store, List<Rule> rules, InstantSource clock) {
        Sweeper.Pace pace = new Sweeper.Pace(Duration.ofMinutes(10), 1000, false);
        SweepMetrics metrics = new SweepMetrics(new CollectorRegistry());
        sweeper = Sweeper.of(store, rules, pace, () -> true, clock, metrics);
    }

    public void round() {
        sweeper.round();
    }
}
