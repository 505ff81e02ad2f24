package io.kuotu.common.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How to reach the broker. */
public interface KafkaSettings {
    String bootstrapServers();

    /** How long jobs and events are kept. */
    @WithDefault("P2D")
    Duration retention();

    /** How long a worker that fell silent keeps its job. */
    @WithDefault("PT15S")
    Duration lease();

    /** When a record that no broker took is given up. */
    @WithDefault("PT10S")
    Duration giveUpAfter();
}
