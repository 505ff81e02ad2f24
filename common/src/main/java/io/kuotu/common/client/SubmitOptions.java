package io.kuotu.common.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How a request is sent, beside what it asks for.
 *
 * @param idempotencyKey names the request: sent twice it makes one job. So it is sent again where
 *     it is not known whether it arrived
 * @param answerWithin how long to wait for the job to end before the answer; zero not at all, 60 s
 *     at most
 * @param traceparent of the caller's trace (W3C)
 */
public record SubmitOptions(
        String idempotencyKey, Duration answerWithin, Optional<String> traceparent) {
    /** With a key of its own. */
    public static SubmitOptions fresh() {
        return new SubmitOptions(UUID.randomUUID().toString(), Duration.ZERO, Optional.empty());
    }

    public SubmitOptions withKey(String idempotencyKey) {
        return new SubmitOptions(idempotencyKey, answerWithin, traceparent);
    }

    public SubmitOptions withWait(Duration longest) {
        return new SubmitOptions(idempotencyKey, longest, traceparent);
    }

    public SubmitOptions withTraceparent(String parent) {
        return new SubmitOptions(idempotencyKey, answerWithin, Optional.of(parent));
    }
}
