package io.kuotu.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BrokerTest {
    @Test
    void ourOwnSettingsOfAClientGoFirst_andTheAddressIsTheBrokers() {
        Broker broker = new Broker("a:1", Map.of("security.protocol", "SSL"));
        assertThat(broker.with(Map.of("acks", "all", "bootstrap.servers", "b:2")))
                .isEqualTo(
                        Map.of(
                                "acks", "all",
                                "bootstrap.servers", "a:1",
                                "security.protocol", "SSL"));
    }

    @Test
    void passwordsAreNotTold() {
        Broker broker = new Broker("a:1", Map.of("sasl.jaas.config", "password=\"secret\""));
        assertThat(broker.toString()).contains("a:1", "sasl.jaas.config").doesNotContain("secret");
    }

    @Test
    void whatIsNotAboutTheConnectionIsRefused() {
        assertThatThrownBy(() -> new Broker("a:1", Map.of("acks", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acks");
    }

    /** Who opens a client without it would speak to a secured cluster in the clear. */
    @Test
    void everyClientOfTheProgramsStartsFromIt() throws IOException {
        for (String module : List.of("common", "gateway", "worker")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String text = Files.readString(file);
                    boolean opens =
                            text.contains("new KafkaConsumer<")
                                    || text.contains("new KafkaProducer<")
                                    || text.contains("new KafkaShareConsumer<")
                                    || text.contains("Admin.create(");
                    assertThat(opens && !text.contains("broker.with(")).as("%s", file).isFalse();
                    assertThat(text)
                            .as("%s", file)
                            .doesNotContain("settings.kafka().bootstrapServers()");
                }
            }
        }
    }
}
