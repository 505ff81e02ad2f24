package io.kuotu.chaos.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkewedClockTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path folder;

    @Test
    void itJumpsWhenTheFileChanges_andBack() throws Exception {
        Path file = folder.resolve("clock");
        SkewedClock clock = new SkewedClock(file, () -> NOON);
        assertThat(clock.instant()).isEqualTo(NOON);

        SkewedClock.set(file, Duration.ofSeconds(-90));
        assertThat(clock.instant()).isEqualTo(NOON);
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(90));

        Files.delete(file);
        clock.look();
        assertThat(clock.instant()).isEqualTo(NOON);
    }

    @Test
    void whatIsNoDurationIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("clock"), "soon");
        assertThatThrownBy(() -> new SkewedClock(file, () -> NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void theHeapIsReadFromWhatTheJvmSays() {
        String said =
                """
                4711:
                 DefNew     total 78656K, used 4196K [0x00000000f0000000, 0x00000000f5550000)
                  eden space 69952K,   5% used [0x00000000f0000000, 0x00000000f03f0000)
                 Tenured    total 174784K, used 1000K [0x00000000f5550000, 0x0000000100000000)
                 Metaspace       used 30K, committed 100K, reserved 1048576K
                """;
        assertThat(Usage.heap(said)).isEqualTo(5196L << 10);
    }
}
