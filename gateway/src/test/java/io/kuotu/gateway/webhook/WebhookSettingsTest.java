package io.kuotu.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.gateway.GatewaySettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {
    private static GatewaySettings load(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kuotu.kafka.bootstrap-servers", "localhost:1");
        settings.put("kuotu.store.endpoint", "http://localhost:2");
        settings.put("kuotu.store.access-key", "a");
        settings.put("kuotu.store.secret-key", "b");
        settings.put("kuotu.tenants.acme.key-sha256", "0".repeat(64));
        settings.putAll(more);
        return GatewaySettings.load(SettingsSources.of(settings));
    }

    @Test
    void whatIsNotSetIsTriedForHours() {
        GatewaySettings.Webhook webhook = load(Map.of()).gateway().webhook();
        assertThat(webhook.retries().stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofHours(12), Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kuotu.gateway.webhook.retries | PT0S",
                "kuotu.gateway.webhook.retries | PT40H,PT40H",
                "kuotu.gateway.webhook.jitter | 1",
                "kuotu.gateway.webhook.call-within | PT0S",
                "kuotu.gateway.webhook.max-calls | 0",
                "kuotu.tenants.acme.webhook-secrets | hunter2",
            })
    void whatIsWrongIsToldByItsKey(String key, String value) {
        assertThatThrownBy(() -> load(Map.of(key, value)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(key.replace(".max-calls", ""))
                .hasMessageNotContaining("hunter2");
    }
}
