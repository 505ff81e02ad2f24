package io.kuotu.common.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(5));

    @Test
    void pausesGrowToALimit_andDifferFromClientToClient() {
        for (int failures = 1; failures < 40; failures++) {
            Duration pause = backoff.pause(failures, Optional.empty());
            long most = Math.min(10_000, 200L << Math.min(failures - 1, 10));
            assertThat(pause.toMillis()).isBetween(most / 2, most);
        }
        assertThat(new Backoff(new Random(6)).pause(7, Optional.empty()))
                .isNotEqualTo(new Backoff(new Random(7)).pause(7, Optional.empty()));
    }

    @Test
    void whatTheServiceAsksForIsTheLeast() {
        assertThat(backoff.pause(1, Optional.of(Duration.ofSeconds(30))))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    }
}
