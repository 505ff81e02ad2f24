package io.kuotu.gateway.webhook;

import io.kuotu.common.job.JobId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one event on its way to one job's webhook: the same on every gateway and in every attempt,
 * so a receiver can tell a repetition. It is the call's {@code webhook-id}.
 *
 * @param job whose event it is
 * @param event its id on event streams: {@code queued}, or its offset
 */
public record DeliveryId(JobId job, String event) {
    public static final String QUEUED = "queued";
    private static final Pattern FORM = Pattern.compile("(job_[0-9a-z]{26})-(queued|\\d{1,19})");

    public static Optional<DeliveryId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && JobId.isValid(matcher.group(1))
                ? Optional.of(new DeliveryId(new JobId(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return job + "-" + event;
    }
}
