package io.kuotu.gateway.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tenants file, and what becomes of its versions. */
class TenantDirectoryTest {
    private static final String FIRST = Tenants.sha256("first key");
    private static final String SECOND = Tenants.sha256("second key");
    private static final String THIRD = Tenants.sha256("third key");

    @TempDir Path folder;
    private final CollectorRegistry registry = new CollectorRegistry();

    private Path file() {
        return folder.resolve("tenants.yaml");
    }

    private TenantDirectory open(String yaml) throws IOException {
        Files.writeString(file(), yaml);
        return TenantDirectory.open(Map.of(), Optional.of(file()), Duration.ofMillis(20), registry);
    }

    /** As careful operators do it: a reader sees one or the other. */
    private void replace(String yaml) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), yaml);
        Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String tenant(String name, String... hashes) {
        return "tenants:\n  " + name + ":\n    key_sha256: [" + String.join(", ", hashes) + "]\n";
    }

    private double good() {
        return registry.getSampleValue("kuotu_gateway_tenants_file_good");
    }

    private double reloads(String outcome) {
        Double count =
                registry.getSampleValue(
                        "kuotu_gateway_tenants_reloads_total",
                        new String[] {"outcome"},
                        new String[] {outcome});
        return count == null ? 0 : count;
    }

    @Test
    void theExampleFileIsRead() throws IOException {
        byte[] example = Files.readAllBytes(Path.of("../deploy/compose/tenants.yaml.example"));
        var all = TenantsFile.read(example, "tenants.yaml.example");
        Tenant acme = all.getFirst().tenant();
        assertThat(acme.id()).isEqualTo(new TenantId("acme"));
        assertThat(acme.limits().requests()).hasValue(new Rate(10, 50));
        assertThat(acme.limits().cost()).hasValue(new Rate(5e6, 100e6));
        assertThat(acme.limits().maxQueueWait())
                .containsEntry(Tier.INTERACTIVE, Duration.ofSeconds(30));
        assertThat(acme.limits().overLimit()).isEqualTo(OverLimit.DEMOTE);
        assertThat(all.getLast().tenant().operator()).isTrue();
        assertThat(all.getLast().tenant().limits().maxInFlight())
                .as("of the defaults")
                .isEqualTo(200);
    }

    @Test
    void noFileIsNoBadFile() {
        Duration never = Duration.ofDays(1);
        try (var _ = TenantDirectory.open(Map.of(), Optional.empty(), never, registry)) {
            assertThat(good()).as("an alert looks for 0").isEqualTo(1);
        }
    }

    @Test
    void aNewVersionCounts_andARemovedKeyDoesNotAnyMore() throws IOException {
        try (TenantDirectory directory = open(tenant("acme", FIRST, SECOND))) {
            assertThat(directory.withKey("first key")).isPresent();
            assertThat(directory.withKey("second key")).isPresent();
            assertThat(directory.withKey("third key")).isEmpty();
            replace(tenant("acme", SECOND, THIRD));
            await().until(() -> directory.withKey("third key").isPresent());
            assertThat(directory.withKey("first key")).isEmpty();
            assertThat(directory.withKey("second key")).isPresent();
            assertThat(reloads("used")).isEqualTo(1);
        }
    }

    @Test
    void aBrokenVersionIsRefusedWhole_andTheOneBeforeStays() throws IOException {
        try (TenantDirectory directory = open(tenant("acme", FIRST))) {
            replace(tenant("other", SECOND) + "    max_in_fligt: 3\n");
            await().until(() -> reloads("refused") == 1 && good() == 0);
            assertThat(directory.withKey("first key")).isPresent();
            assertThat(directory.withKey("second key")).isEmpty();
            Files.delete(file());
            assertThat(directory.withKey("first key")).isPresent();
            replace(tenant("other", SECOND));
            await().until(() -> directory.withKey("second key").isPresent());
            assertThat(directory.withKey("first key")).isEmpty();
            assertThat(good()).isEqualTo(1);
        }
    }

    @Test
    void whatIsWrongIsToldWithLineAndField() {
        assertWrong(tenant("acme", FIRST) + "    weigth: 2\n", "t.yaml:", "acme.weigth");
        assertWrong(tenant("acme", "abc"), "t.yaml", "tenants.acme", "'abc' is no SHA-256");
        assertWrong(
                tenant("acme", FIRST) + "    requests: {per_second: 0}\n",
                "t.yaml:4",
                "tenants.acme.requests",
                "above 0");
        assertWrong(
                tenant("acme", FIRST) + "    over_limit: wait\n", "refuse or demote, not 'wait'");
        assertWrong(
                tenant("acme", FIRST) + "    max_queue_wait: {express: 3}\n",
                "'express' is no tier: interactive, standard, bulk");
        assertWrong(
                tenant("acme", FIRST) + "    webhook_secrets: [whsec_c2hvcnQ=]\n",
                "tenants.acme",
                "webhook_secrets: a secret has 24 to 64 bytes, not 5");
        assertWrong(tenant("acme"), "tenants.acme.key_sha256: name one or more");
        assertWrong(
                tenant("acme", FIRST) + "    max_in_flight: many\n",
                "t.yaml:4",
                "max_in_flight",
                "many");
        assertWrong(tenant("a b", FIRST), "tenants.a b");
        assertWrong(tenant("acme", FIRST) + "  acme:\n    key_sha256: [" + SECOND + "]\n", "acme");
    }

    private static void assertWrong(String yaml, String... parts) {
        assertThatThrownBy(() -> TenantsFile.read(yaml.getBytes(UTF_8), "t.yaml"))
                .isInstanceOf(InvalidTenants.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void oneKeyIsOneTenants() {
        assertThatThrownBy(
                        () ->
                                open(
                                        tenant("acme", FIRST)
                                                + "  other:\n    key_sha256: ["
                                                + FIRST
                                                + "]\n"))
                .isInstanceOf(InvalidTenants.class)
                .hasMessageContaining("a key of other is a key of acme too");
    }
}
