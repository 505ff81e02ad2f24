package io.kuotu.chaos.load;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one caller does.
 *
 * @param key idempotency key
 * @param image sent with it
 * @param request as the contract has it, without the image
 * @param watches whether the caller reads the job's events to their end
 * @param cancelsAfter from the acceptance on; empty: never
 * @param sendsAgain whether the same request is sent once more, to another gateway
 */
public record Order(
        String key,
        Path image,
        ObjectNode request,
        boolean watches,
        Optional<Duration> cancelsAfter,
        boolean sendsAgain) {
    public Order {
        requireNonNull(key, "key is null");
        requireNonNull(image, "image is null");
        requireNonNull(request, "request is null");
    }

    boolean isCalledBack() {
        return request.has("webhook");
    }

    boolean hasDeadline() {
        return request.has("deadline");
    }
}
