package io.kuotu.common.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings come from; what is later in this list wins.
 *
 * @param file in the form of Java properties
 * @param environment variables; {@code KUOTU_GATEWAY_PORT} sets {@code kuotu.gateway.port}
 * @param overrides by full key, from the command line or from the process that embeds this one
 */
public record SettingsSources(
        Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    public SettingsSources {
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }

    /** Nothing but what the embedding process says. */
    public static SettingsSources of(Map<String, String> overrides) {
        return new SettingsSources(Optional.empty(), Map.of(), overrides);
    }
}
