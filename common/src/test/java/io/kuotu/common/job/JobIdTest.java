package io.kuotu.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:34:56.789Z");

    @Test
    void next_tellsItsTimeAndSortsByIt() {
        ManualClock clock = new ManualClock(NOW);
        JobIds ids = new JobIds(clock, new Random(1));
        List<JobId> drawn = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            drawn.add(ids.next());
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(drawn).isSorted().doesNotHaveDuplicates();
        assertThat(drawn.getFirst().createdAt()).isEqualTo(NOW);
        assertThat(drawn.getLast().createdAt()).isEqualTo(NOW.plusMillis(99));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "job_",
                "job_01kafz3x6m3q9v1d8r5t7w2yb",
                "job_01KAFZ3X6M3Q9V1D8R5T7W2YBN",
                "job_91kafz3x6m3q9v1d8r5t7w2ybn",
                "../01kafz3x6m3q9v1d8r5t7w2ybn"
            })
    void constructor_refusesWhatIsNoId(String text) {
        assertThat(JobId.isValid(text)).isFalse();
        assertThatThrownBy(() -> new JobId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
