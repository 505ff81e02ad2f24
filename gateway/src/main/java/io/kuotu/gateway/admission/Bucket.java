package io.kuotu.gateway.admission;

import java.time.Duration;
import java.time.Instant;

/**
 * What a tenant has taken of a rate and not yet been given back by time: the generic cell rate
 * algorithm, kept as a level, so that the rate may change on the way. What is charged may lift the
 * level over the burst: then nothing is admitted until time has brought it down. {@link Account}
 * guards it.
 */
final class Bucket {
    private static final double ROUNDING = 1e-9;

    private double level;
    private Instant at = Instant.EPOCH;

    private double levelAt(Rate rate, Instant now) {
        if (!now.isAfter(at)) {
            return level;
        }
        Duration passed = Duration.between(at, now);
        double seconds = passed.getSeconds() + passed.getNano() / 1e9;
        return Math.max(0, level - seconds * rate.perSecond());
    }

    /** Whether it was admitted or not. */
    void charge(Rate rate, double amount, Instant when) {
        level = levelAt(rate, when) + amount;
        at = when.isAfter(at) ? when : at;
    }

    void refund(double amount) {
        level = Math.max(0, level - amount);
    }

    /** How long until so much would be admitted; zero is now. */
    Duration wait(Rate rate, double amount, Instant now) {
        double over = levelAt(rate, now) + amount - rate.burst();
        return over <= ROUNDING * rate.burst() ? Duration.ZERO : rate.seconds(over);
    }

    /** What would be admitted now. */
    double available(Rate rate, Instant now) {
        return Math.max(0, rate.burst() - levelAt(rate, now));
    }

    /** Until all of the burst is there again. */
    Duration untilFull(Rate rate, Instant now) {
        return rate.seconds(levelAt(rate, now));
    }
}
