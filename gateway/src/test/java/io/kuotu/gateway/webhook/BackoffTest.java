package io.kuotu.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofHours(1));
    private final Backoff backoff = new Backoff(WAITS, 0.2, new Random(5));

    @Test
    void waitsVaryAroundThePlan() {
        Set<Duration> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Duration wait = backoff.after(2, Optional.empty()).orElseThrow();
            assertThat(wait).isBetween(Duration.ofSeconds(96), Duration.ofSeconds(144));
            seen.add(wait);
        }
        assertThat(seen).hasSizeGreaterThan(300);
    }

    @Test
    void afterTheLastWaitThereIsNone() {
        assertThat(backoff.after(3, Optional.empty())).isPresent();
        assertThat(backoff.after(4, Optional.empty())).isEmpty();
        assertThat(backoff.after(4, Optional.of(Duration.ofSeconds(1)))).isEmpty();
    }

    @Test
    void whatTheReceiverAsksForIsGranted_neverEarlier_andWithinBounds() {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.after(1, Optional.of(Duration.ofMinutes(10))).orElseThrow())
                    .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
            assertThat(backoff.after(3, Optional.of(Duration.ofSeconds(-4))).orElseThrow())
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
            assertThat(backoff.after(1, Optional.of(Duration.ofDays(400))).orElseThrow())
                    .isBetween(Duration.ofHours(1), Duration.ofMinutes(72));
        }
    }
}
