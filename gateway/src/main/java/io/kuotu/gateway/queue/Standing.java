package io.kuotu.gateway.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a job stands that waits.
 *
 * @param position jobs of its tier that are taken before it: 0 is the next
 * @param eta until a worker begins with it, as things are now; empty where no worker serves, or
 *     while its tier is paused
 * @param paused whether an operator has paused its tier
 */
public record Standing(int position, Optional<Duration> eta, boolean paused) {
    /** Whole seconds, rounded up. */
    public Optional<Long> etaSeconds() {
        return eta.map(e -> e.plusNanos(999_999_999).toSeconds());
    }

    /** Whether somebody who was told {@code before} would want to know. */
    boolean isNews(Standing before) {
        if (position != before.position
                || paused != before.paused
                || eta.isPresent() != before.eta.isPresent()) {
            return true;
        }
        double was = before.eta.orElse(Duration.ZERO).toMillis();
        double is = eta.orElse(Duration.ZERO).toMillis();
        return Math.abs(is - was) >= Math.max(1000, was / 10);
    }
}
