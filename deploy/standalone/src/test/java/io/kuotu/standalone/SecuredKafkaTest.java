package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.GatewaySettings;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that lets in only who has a password: every client of a gateway and a worker has it. */
class SecuredKafkaTest {
    private static final String LISTENER = "SECURED";
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"kuotu\""
                    + " password=\"%s\"";

    @TempDir Path folder;

    /** The broker speaks with itself over its usual listener; ours is another one. */
    private EmbeddedKafka broker() {
        return EmbeddedKafka.start(
                folder.resolve("kafka"),
                0,
                Map.of(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:0,SECURED://127.0.0.1:0,CONTROLLER://127.0.0.1:0",
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:0,SECURED://127.0.0.1:0",
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.secured.plain.sasl.jaas.config",
                        LOGIN.formatted("x") + " user_kuotu=\"secret\";"));
    }

    private Path client(String password) throws IOException {
        return Files.writeString(
                folder.resolve(password + ".properties"),
                "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                        + LOGIN.formatted(password)
                        + ";\n");
    }

    @Test
    void aJobIsMade_overConnectionsWithAPassword() throws Exception {
        try (EmbeddedKafka kafka = broker();
                EmbeddedObjectStore store =
                        EmbeddedObjectStore.start(
                                folder.resolve("objects"), "kuotu", "the store's")) {
            Map<String, String> settings = new HashMap<>(SharedCluster.ONE_THREAD);
            settings.put("kuotu.kafka.bootstrap-servers", kafka.bootstrapServers(LISTENER));
            settings.put("kuotu.kafka.client-config", client("secret").toString());
            settings.put("kuotu.store.endpoint", store.endpoint().toString());
            settings.put("kuotu.store.access-key", "kuotu");
            settings.put("kuotu.store.secret-key", "the store's");
            settings.put("kuotu.gateway.port", "0");
            settings.put("kuotu.tenants.ops.key-sha256", Tenants.sha256("k"));
            settings.put("kuotu.tenants.ops.operator", "true");
            settings.put("kuotu.worker.models", SharedCluster.MODELS.toString());
            settings.put("kuotu.worker.bundles", "sharp-x2");
            settings.put("kuotu.worker.devices", "cpu");
            settings.put("kuotu.worker.ops-port", "0");
            try (Gateway gateway =
                            Gateway.start(
                                    GatewaySettings.load(SettingsSources.of(settings)),
                                    InstantSource.system());
                    Worker _ =
                            Worker.start(
                                    WorkerSettings.load(SettingsSources.of(settings)),
                                    InstantSource.system());
                    KuotuClient client = new KuotuClient(gateway.endpoint(), "k")) {
                Path photo =
                        Files.write(
                                folder.resolve("photo.png"),
                                SamplePictures.encode(SamplePictures.gradient(80, 64), "png"));
                JobStatus job = client.upscale(photo, client.newRequest().put("factor", 2));
                assertThat(client.await(job.id(), Duration.ofSeconds(90)).state())
                        .isEqualTo("succeeded");
                assertThat(client.operator().dead(5, Optional.empty()).path("dead"))
                        .isEmpty(); // its reader has the password too
            }
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamed_withWhatIsWrong() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("kafka.properties"),
                        "security.protocol=SSL\ngroup.id=mine\nacks=0\n");
        assertThatThrownBy(() -> worker(file))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("kuotu.kafka.client-config: acks in")
                .hasMessageContaining("group.id");
        assertThatThrownBy(() -> worker(folder.resolve("none")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("kuotu.kafka.client-config: cannot read");
    }

    private static void worker(Path clientConfig) {
        WorkerSettings.load(
                SettingsSources.of(
                        Map.of(
                                "kuotu.kafka.bootstrap-servers", "127.0.0.1:1",
                                "kuotu.kafka.client-config", clientConfig.toString(),
                                "kuotu.store.endpoint", "http://127.0.0.1:1",
                                "kuotu.store.access-key", "a",
                                "kuotu.store.secret-key", "b",
                                "kuotu.worker.models", SharedCluster.MODELS.toString())));
    }
}
