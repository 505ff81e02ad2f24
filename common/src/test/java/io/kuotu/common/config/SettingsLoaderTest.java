package io.kuotu.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.WithDefault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    interface Sample {
        KafkaSettings kafka();

        Oven oven();

        Map<String, String> names();

        interface Oven {
            @WithDefault("8080")
            int port();

            @WithDefault("PT1M")
            Duration grace();

            Optional<String> label();
        }
    }

    @TempDir Path folder;

    private static Sample load(SettingsSources sources) {
        return SettingsLoader.load(
                Sample.class,
                sources,
                Set.of("other"),
                s -> s.oven().port() < 0 ? List.of("kuotu.oven.port: negative") : List.of());
    }

    @Test
    void load_laterSourcesWin() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("k.properties"),
                        """
                        kuotu.kafka.bootstrap-servers=a:1
                        kuotu.oven.port=1
                        kuotu.oven.grace=PT5S
                        kuotu.other.thing=x
                        kuotu.names.acme=Acme
                        """);
        Sample sample =
                load(
                        new SettingsSources(
                                Optional.of(file),
                                Map.of(
                                        "KUOTU_OVEN_PORT",
                                        "2",
                                        "KUOTU_OVEN_GRACE",
                                        "PT7S",
                                        "PATH",
                                        "/bin"),
                                Map.of("kuotu.oven.port", "3")));

        assertThat(sample.kafka().bootstrapServers()).isEqualTo("a:1");
        assertThat(sample.kafka().lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(sample.oven().port()).isEqualTo(3);
        assertThat(sample.oven().grace()).isEqualTo(Duration.ofSeconds(7));
        assertThat(sample.oven().label()).isEmpty();
        assertThat(sample.names()).containsEntry("acme", "Acme");
    }

    @Test
    void load_tellsAllProblemsAtOnce() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("k.properties"),
                        """
                        kuotu.oven.prot=1
                        kuotu.oven.grace=soon
                        kuotu.names.acme=Acme
                        """);
        SettingsSources sources =
                new SettingsSources(
                        Optional.of(file),
                        Map.of(
                                "KUOTU_OVEN_LABLE",
                                "x",
                                "KUOTU_OTHER_THING",
                                "y",
                                "KUOTU_NAMES_X",
                                "z"),
                        Map.of());

        assertThatThrownBy(() -> load(sources))
                .isInstanceOfSatisfying(
                        InvalidSettings.class,
                        e ->
                                assertThat(e.problems())
                                        .hasSize(4)
                                        .anyMatch(
                                                p ->
                                                        p.contains("KUOTU_OVEN_LABLE")
                                                                && p.contains(
                                                                        "did you mean"
                                                                            + " KUOTU_OVEN_LABEL?"))
                                        .anyMatch(
                                                p ->
                                                        p.contains("unknown key kuotu.oven.prot")
                                                                && p.contains(
                                                                        "did you mean"
                                                                            + " kuotu.oven.port?"))
                                        .anyMatch(
                                                p ->
                                                        p.contains("kuotu.oven.grace")
                                                                || p.contains("soon"))
                                        .anyMatch(
                                                p -> p.contains("kuotu.kafka.bootstrap-servers")));
    }

    @Test
    void load_appliesRules() {
        assertThatThrownBy(
                        () ->
                                load(
                                        SettingsSources.of(
                                                Map.of(
                                                        "kuotu.kafka.bootstrap-servers",
                                                        "a:1",
                                                        "kuotu.oven.port",
                                                        "-1"))))
                .hasMessageContaining("kuotu.oven.port: negative");
    }
}
