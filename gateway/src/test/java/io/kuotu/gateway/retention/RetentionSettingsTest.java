package io.kuotu.gateway.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.gateway.GatewaySettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may be set about how long things are kept. */
class RetentionSettingsTest {
    private static GatewaySettings load(Map<String, String> more) {
        Map<String, String> settings =
                new HashMap<>(
                        Map.of(
                                "kuotu.kafka.bootstrap-servers", "localhost:9092",
                                "kuotu.store.endpoint", "http://localhost:9000",
                                "kuotu.store.access-key", "a",
                                "kuotu.store.secret-key", "s",
                                "kuotu.tenants.acme.key-sha256", "0".repeat(64)));
        settings.putAll(more);
        return GatewaySettings.load(SettingsSources.of(settings));
    }

    @Test
    void unlessToldOtherwiseJobsAreKeptForAWeek() {
        assertThat(load(Map.of()).gateway().retention().kept())
                .isEqualTo(
                        new Retention(Duration.ofDays(1), Duration.ofDays(3), Duration.ofDays(7)));
    }

    @Test
    void sourcesAndResultsOutliveTheRecordsOfTheirJobs() {
        assertThatThrownBy(
                        () ->
                                load(
                                        Map.of(
                                                "kuotu.gateway.retention.inputs", "P2D",
                                                "kuotu.gateway.retention.outputs", "P2D",
                                                "kuotu.gateway.retention.uploads", "P5D",
                                                "kuotu.gateway.batches.within", "PT5M")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("kuotu.gateway.retention.inputs")
                .hasMessageContaining("kuotu.gateway.retention.outputs")
                .hasMessageContaining("kuotu.gateway.retention.uploads")
                .hasMessageContaining("kuotu.gateway.batches.within");
        assertThatThrownBy(() -> load(Map.of("kuotu.kafka.retention", "P7D")))
                .as("with the other two as they are")
                .isInstanceOf(InvalidSettings.class);
    }
}
