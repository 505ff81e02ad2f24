package io.kuotu.gateway.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a call that failed. Of its thread's alone, like its random numbers.
 *
 * <p>Waits vary by the jitter, so that what failed together does not come back together. What a
 * receiver asks for by Retry-After takes the planned wait's place, within the shortest and the
 * longest there are, and is never cut short.
 */
final class Backoff {
    private final List<Duration> waits;
    private final double jitter;
    private final RandomGenerator random;

    /**
     * @param waits after the first failure, the second, and so on; after one more the end
     * @param jitter share by which a wait varies, 0 to below 1
     * @param random to vary by
     */
    Backoff(List<Duration> waits, double jitter, RandomGenerator random) {
        this.waits = List.copyOf(waits);
        this.jitter = jitter;
        this.random = random;
    }

    /**
     * Empty: it has failed often enough.
     *
     * @param failures of this round, 1 or more
     * @param asked by the receiver
     */
    Optional<Duration> after(int failures, Optional<Duration> asked) {
        if (failures > waits.size()) {
            return Optional.empty();
        }
        return Optional.of(
                asked.map(wait -> stretched(within(wait), 0))
                        .orElseGet(() -> stretched(waits.get(failures - 1), -jitter)));
    }

    private Duration within(Duration asked) {
        Duration shortest = waits.stream().min(Duration::compareTo).orElseThrow();
        Duration longest = waits.stream().max(Duration::compareTo).orElseThrow();
        return asked.compareTo(shortest) < 0
                ? shortest
                : asked.compareTo(longest) > 0 ? longest : asked;
    }

    private Duration stretched(Duration wait, double least) {
        double share = 1 + least + (jitter - least) * random.nextDouble();
        return Duration.ofMillis(Math.round(wait.toMillis() * share));
    }
}
