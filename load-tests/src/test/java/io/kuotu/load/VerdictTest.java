package io.kuotu.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    @TempDir Path folder;

    private static Verdict of(Figure... figures) {
        return new Verdict("spike", "a machine, SIMULATED devices", List.of(figures));
    }

    @Test
    void oneObjectiveThatDoesNotHoldIsEnough() {
        Figure fine = Figure.atMost("wait", 1, "s", 3);
        assertThat(of(fine, Figure.of("jobs", 1e9, "")).holds()).isTrue();
        assertThat(of(fine, Figure.atMost("lost", 1, "jobs", 0)).holds()).isFalse();
    }

    @Test
    void whatWasNotMeasuredMeetsNoObjective() throws Exception {
        Verdict verdict = of(Figure.atMost("recovery", Double.NaN, "s", 60));
        assertThat(verdict.holds()).isFalse();
        verdict.write(folder.resolve("v.json"));
        JsonNode figure =
                JsonCodec.mapper().readTree(folder.resolve("v.json").toFile()).at("/figures/0");
        assertThat(figure.path("value").isNull()).isTrue();
        assertThat(figure.path("goal").asText()).isEqualTo("<= 60");
        assertThat(figure.path("holds").asBoolean(true)).isFalse();
    }

    @Test
    void theTableSaysWhatHolds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        of(Figure.atMost("lost", 0, "jobs", 0)).print(new PrintStream(out, true, UTF_8));
        assertThat(out.toString(UTF_8)).contains("SIMULATED").contains("<= 0").contains("yes");
    }

    @Test
    void theReportNeedsNoNetwork_andIsMarked() throws Exception {
        Plot.Line line =
                new Plot.Line("a<b", List.of(new Plot.Point(0, 1), new Plot.Point(1, Double.NaN)));
        Path file = folder.resolve("spike.html");
        Html.write(
                file,
                of(Figure.atMost("lost", 1, "jobs", 0)),
                List.of("SIMULATED devices"),
                List.of(new Plot("Waits", "s", List.of(line))));
        assertThat(Files.readString(file))
                .contains("<p class=mark>SIMULATED devices")
                .contains("class=no>NO")
                .contains("<polyline points=\"60.0,")
                .contains("a&lt;b")
                .doesNotContain("NaN")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }
}
