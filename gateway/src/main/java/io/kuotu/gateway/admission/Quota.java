package io.kuotu.gateway.admission;

import java.time.Duration;
import java.util.Optional;

/**
 * A limit and what is left of it, for the {@code RateLimit} headers.
 *
 * @param name of the limit
 * @param unit of its numbers; empty are requests
 * @param most at once
 * @param window in which as much comes again; empty of a limit that time does not fill
 * @param left now
 * @param untilFull when all of it is there again, if nothing comes
 */
public record Quota(
        String name,
        Optional<String> unit,
        long most,
        Optional<Duration> window,
        long left,
        Optional<Duration> untilFull) {}
