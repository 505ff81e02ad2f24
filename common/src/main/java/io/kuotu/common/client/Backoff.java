package io.kuotu.common.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another try: longer each time, at random, so that many clients do not
 * come back at once; never shorter than the service asked for.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST_DOUBLINGS = 10;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param failures in a row, 1 at least
     * @param asked by the service
     */
    Duration pause(int failures, Optional<Duration> asked) {
        long doubled = FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long most = Math.min(doubled, LONGEST.toMillis());
        long jittered = most / 2 + random.nextLong(most / 2 + 1);
        return Duration.ofMillis(asked.map(Duration::toMillis).orElse(0L) + jittered);
    }
}
