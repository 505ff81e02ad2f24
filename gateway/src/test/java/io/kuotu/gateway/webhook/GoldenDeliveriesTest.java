package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** As {@code GoldenRecordsTest}, for what gateways alone write: the files are never edited. */
class GoldenDeliveriesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final String ID = "job_01m81j18g0qmq0bfwqpjby38vp-4711";

    private static final Map<String, DeliveryRecord> ALL =
            Map.of(
                    "delivery-attempted-1",
                    new DeliveryRecord.Attempted(
                            ID,
                            2,
                            new Attempt(3, AT, 31, Optional.of(500), "HTTP 500", "gateway-1"),
                            Delivery.State.PENDING,
                            Optional.of(AT.plusSeconds(20))),
                    "delivery-redeliver-1",
                    new DeliveryRecord.Redeliver(ID, AT));

    @Test
    void everyRecordIsReadAsItWasMeant_andWrittenSo() throws IOException {
        for (Map.Entry<String, DeliveryRecord> each : ALL.entrySet()) {
            Path file = FOLDER.resolve(each.getKey() + ".json");
            if (Boolean.getBoolean("kuotu.golden.write") && !Files.exists(file)) {
                Files.createDirectories(FOLDER);
                Files.write(file, each.getValue().encode());
            }
            byte[] golden = Files.readAllBytes(file);
            assertThat(DeliveryRecord.decode(golden)).isEqualTo(each.getValue());
            assertThat(JsonCodec.mapper().readTree(each.getValue().encode()))
                    .isEqualTo(JsonCodec.mapper().readTree(golden));
            String richer = new String(golden, UTF_8).replaceFirst("\\{", "{\"later\":1,");
            assertThat(DeliveryRecord.decode(richer.getBytes(UTF_8))).isEqualTo(each.getValue());
        }
    }

    @Test
    void everyVariantHasAFile() {
        assertThat(ALL.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .hasSameElementsAs(Arrays.asList(DeliveryRecord.class.getPermittedSubclasses()));
        assertThatThrownBy(() -> DeliveryRecord.decode("{\"type\":\"later\"}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
