package io.kuotu.gateway.admission;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Those who were told to come back later form a line too: else all of a burst would be sent to the
 * same moment, and all but the first be turned away again. Each tier's line moves a little slower
 * than the tier, whether they come or not. Thread safe.
 */
final class Promises {
    /** Who does not wait but asks again and again makes the others' times no longer than this. */
    private static final double LONGEST_S = 900;

    /** Of the tier's rate: room for whoever was not in the line, and for estimates that are off. */
    private static final double MOVES_AT = 0.8;

    private final Map<Tier, Level> levels = new EnumMap<>(Tier.class);

    private static final class Level {
        private double cost; // pixel steps
        private Instant at = Instant.EPOCH;
    }

    Promises() {
        for (Tier tier : Tier.values()) {
            levels.put(tier, new Level());
        }
    }

    /**
     * How much later than the first in the line a job's turn comes; it is in the line now.
     *
     * @param tier that it waits for
     * @param cost of it, pixel steps
     * @param rate of the tier, pixel steps in a second
     * @param now on the caller's clock
     */
    synchronized Duration join(Tier tier, double cost, double rate, Instant now) {
        if (rate <= 0) {
            return Duration.ZERO;
        }
        Level level = requireNonNull(levels.get(tier));
        double passed = Math.max(0, Duration.between(level.at, now).toMillis() / 1e3);
        double before = Math.max(0, level.cost - passed * rate * MOVES_AT);
        level.cost = Math.min(before + cost, LONGEST_S * rate * MOVES_AT);
        level.at = now;
        return Duration.ofMillis((long) (before / rate / MOVES_AT * 1000));
    }
}
