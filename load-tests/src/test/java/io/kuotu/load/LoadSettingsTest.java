package io.kuotu.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kuotu.common.config.InvalidSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadSettingsTest {
    @Test
    void onlyTheKeyIsNeeded() {
        LoadSettings.Load load =
                LoadSettings.of(
                        Map.of("KUOTU_LOAD_KEY", "k", "KUOTU_API_KEY", "of another program"));

        assertThat(load.server()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        assertThat(load.rate()).isEqualTo(0.5);
        assertThat(load.duration()).isEqualTo(Duration.ofMinutes(1));
        assertThat(load.aspectRatio()).isEqualTo("16:9");
        assertThat(load.steps()).isEqualTo(2);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Map<String, String> wrong =
                Map.of(
                        "KUOTU_LOAD_KEY", "k",
                        "KUOTU_LOAD_SERVER", "localhost:8080",
                        "KUOTU_LOAD_RATE", "0",
                        "KUOTU_LOAD_DURATION", "PT0S",
                        "KUOTU_LOAD_STEP", "2");

        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> LoadSettings.of(wrong))
                .satisfies(
                        e ->
                                assertThat(e.problems())
                                        .hasSize(4)
                                        .anyMatch(p -> p.contains("kuotu.load.server"))
                                        .anyMatch(p -> p.contains("kuotu.load.rate"))
                                        .anyMatch(p -> p.contains("kuotu.load.duration"))
                                        .anyMatch(p -> p.contains("KUOTU_LOAD_STEPS")));
    }

    @Test
    void aRateIsANumber() {
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(
                        () ->
                                LoadSettings.of(
                                        Map.of("KUOTU_LOAD_KEY", "k", "KUOTU_LOAD_RATE", "fast")))
                .withMessageContaining("kuotu.load.rate");
    }
}
