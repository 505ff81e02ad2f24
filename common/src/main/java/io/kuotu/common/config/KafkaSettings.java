package io.kuotu.common.config;

import io.kuotu.common.wire.Broker;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** How to reach the broker. */
public interface KafkaSettings {
    String bootstrapServers();

    /**
     * A file of Kafka's own client properties that are about the connection ({@code
     * security.protocol=SASL_SSL}, {@code sasl.jaas.config=...}), as {@code --command-config} of
     * Kafka's tools; every client that we open uses it.
     */
    Optional<Path> clientConfig();

    /** How long jobs and events are kept. */
    @WithDefault("P2D")
    Duration retention();

    /** How long a worker that fell silent keeps its job. */
    @WithDefault("PT15S")
    Duration lease();

    /** When a record that no broker took is given up. */
    @WithDefault("PT10S")
    Duration giveUpAfter();

    /** Throws {@link IllegalArgumentException} where {@link #problems} would name one. */
    default Broker broker() {
        return new Broker(bootstrapServers(), read(clientConfig()));
    }

    /** What is wrong, with the keys. */
    default List<String> problems() {
        try {
            return read(clientConfig()).keySet().stream()
                    .filter(property -> !Broker.isOfConnection(property))
                    .sorted()
                    .map(
                            property ->
                                    "kuotu.kafka.client-config: "
                                            + property
                                            + " in "
                                            + clientConfig().orElseThrow()
                                            + " is not about the connection (security., sasl., ssl."
                                            + " and the like)")
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of("kuotu.kafka.client-config: cannot read " + e.getMessage());
        }
    }

    private static Map<String, String> read(Optional<Path> file) {
        return file.map(KafkaSettings::read).orElse(Map.of());
    }

    private static Map<String, String> read(Path file) {
        Properties read = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e, e);
        }
        Map<String, String> found = new HashMap<>();
        read.stringPropertyNames().forEach(name -> found.put(name, read.getProperty(name)));
        return found;
    }
}
