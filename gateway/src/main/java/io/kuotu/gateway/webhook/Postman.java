package io.kuotu.gateway.webhook;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.TenantId;
import io.kuotu.gateway.board.JobView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes one attempt: finds the event, writes it, signs it, calls. Blocks; thread safe. */
final class Postman {
    private final Function<JobId, Optional<JobView>> jobs;
    private final Function<TenantId, List<String>> secrets;
    private final Payload payload;
    private final Caller caller;
    private final InstantSource clock;
    private final Duration within;

    Postman(
            Function<JobId, Optional<JobView>> jobs,
            Function<TenantId, List<String>> secrets,
            Payload payload,
            Caller caller,
            InstantSource clock,
            Duration within) {
        this.jobs = jobs;
        this.secrets = secrets;
        this.payload = payload;
        this.caller = caller;
        this.clock = clock;
        this.within = within;
    }

    /** Throws nothing: what goes wrong is an outcome. */
    Outcome make(Call call) {
        try {
            Optional<byte[]> body =
                    jobs.apply(call.job().id()).flatMap(view -> payload.of(view, call.delivery()));
            List<String> signing = secrets.apply(call.job().tenant());
            if (body.isEmpty()) {
                return Outcome.hopeless("the event is not kept any more");
            }
            return signing.isEmpty()
                    ? Outcome.unanswered("not called: the tenant has no webhook secret any more")
                    : post(call, body.get(), signing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.unanswered("the gateway stopped");
        } catch (RuntimeException e) {
            return Outcome.unanswered("the call failed inside: " + e.getClass().getSimpleName());
        }
    }

    private Outcome post(Call call, byte[] body, List<String> signing) throws InterruptedException {
        Map<String, String> headers =
                Signature.headers(call.delivery().id().toString(), clock.instant(), body, signing);
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Kuotu-Webhooks/1");
        call.job().traceparent().ifPresent(trace -> headers.put("traceparent", trace));
        try {
            Caller.Answer answer = caller.post(call.url(), headers, body, within);
            return Outcome.answered(
                    answer.status(),
                    answer.header("Retry-After").flatMap(text -> wait(text, clock.instant())));
        } catch (IOException e) {
            return Outcome.unanswered(e.getMessage() == null ? "no answer" : e.getMessage());
        }
    }

    /** Seconds, or an HTTP date; what is neither says nothing. */
    static Optional<Duration> wait(String retryAfter, Instant now) {
        try {
            return retryAfter.matches("\\d{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
                    : Optional.of(
                            Duration.between(
                                    now,
                                    ZonedDateTime.parse(
                                            retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
