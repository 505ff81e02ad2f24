package io.kuotu.gateway.admission;

import java.time.Duration;

/**
 * How much may come: so much at once, and then so much each second.
 *
 * @param perSecond above 0
 * @param burst above 0, in the same unit
 */
public record Rate(double perSecond, double burst) {
    public Rate {
        if (!(perSecond > 0) || !(burst > 0) || Double.isInfinite(perSecond + burst)) {
            throw new IllegalArgumentException("per_second and burst must be above 0");
        }
    }

    /** In which as much comes as the burst is. */
    Duration window() {
        return seconds(burst);
    }

    Duration seconds(double amount) {
        return Duration.ofNanos((long) Math.ceil(amount / perSecond * 1e9));
    }
}
