package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Beside the parser of the JDK. */
class InstantsTest {
    private static Instant read(String text) {
        return JsonCodec.decode(('"' + text + '"').getBytes(UTF_8), Instant.class);
    }

    @Test
    void whatInstantsWriteIsReadAsTheyWouldReadIt() {
        Random random = new Random(5);
        List<Integer> units = List.of(1, 1000, 1_000_000, 1_000_000_000);
        for (int i = 0; i < 20_000; i++) {
            int unit = units.get(random.nextInt(units.size()));
            Instant instant =
                    Instant.ofEpochSecond(
                            random.nextLong(-62_000_000_000L, 250_000_000_000L),
                            (long) random.nextInt(1_000_000_000) / unit * unit);
            assertThat(Instants.isPlain(instant.toString())).isTrue();
            assertThat(read(instant.toString())).isEqualTo(instant);
        }
    }

    @Test
    void otherFormsAreTheLibrarys() {
        assertThat(read("2026-11-22T12:00:00+01:00"))
                .isEqualTo(Instant.parse("2026-11-22T11:00:00Z"));
        for (String wrong :
                List.of(
                        "2026-02-30T12:00:00Z",
                        "2026-13-01T12:00:00Z",
                        "2026-11-22T25:00:00Z",
                        "2026-11-22 12:00:00Z",
                        "2026-11-22T12:00:00.Z")) {
            assertThat(Instants.isPlain(wrong)).as(wrong).isFalse();
        }
        assertThatThrownBy(() -> read("2026-02-30T12:00:00Z"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
