package io.kuotu.gateway.admission;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a job whose tenant is over a limit of rate, cost or wait. */
public enum OverLimit {
    /** It is refused, with the time after which it would be taken. */
    REFUSE,
    /** It is taken in the tier {@code bulk}, beside the limits of rate and cost. */
    DEMOTE;

    /** As written in requests and files. */
    public static Optional<OverLimit> labelled(String label) {
        for (OverLimit each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(label)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
