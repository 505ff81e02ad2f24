package io.kuotu.worker.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a phase was measured to take: a line over pixels.
 *
 * @param phase which
 * @param ms of the smallest picture
 * @param msPerMegapixel for each million of the phase's own pixels
 */
public record PhaseTime(Phase phase, double ms, double msPerMegapixel) {
    private static final double MEGA = 1e6;

    public PhaseTime {
        requireNonNull(phase, "phase is missing");
        check("ms", ms);
        check("ms_per_megapixel", msPerMegapixel);
    }

    private static void check(String field, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(field + ": " + value + " is no time");
        }
    }

    Duration of(long pixels) {
        return Duration.ofNanos(Math.round(MEGA * (ms + msPerMegapixel * pixels / MEGA)));
    }

    PhaseTime faster(double speed) {
        return new PhaseTime(phase, ms / speed, msPerMegapixel / speed);
    }
}
