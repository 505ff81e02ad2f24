package io.kuotu.chaos.fault;

import java.time.Duration;

/**
 * @param at after the beginning
 */
public record Planned(Duration at, Fault fault) {
    @Override
    public String toString() {
        double seconds = fault.length().toMillis() / 1000.0;
        return "%7.1f s  %s%s%s"
                .formatted(
                        at.toMillis() / 1000.0,
                        fault.kind(),
                        fault.kind().endsWith(fault.target()) ? "" : " (" + fault.target() + ")",
                        seconds == 0 ? "" : " for %.1f s".formatted(seconds));
    }
}
