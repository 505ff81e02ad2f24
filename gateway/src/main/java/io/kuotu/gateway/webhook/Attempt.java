package io.kuotu.gateway.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * One call, and how it went.
 *
 * @param number 1 for the first of its round
 * @param at when it began
 * @param millis that it took
 * @param status of HTTP, where there was an answer
 * @param outcome a few words
 * @param gateway that called
 */
public record Attempt(
        int number,
        Instant at,
        long millis,
        Optional<Integer> status,
        String outcome,
        String gateway) {
    public Attempt {
        requireNonNull(at, "at is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(gateway, "gateway is null");
    }
}
