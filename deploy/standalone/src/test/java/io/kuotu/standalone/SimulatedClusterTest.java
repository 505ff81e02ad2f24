package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.worker.WorkerSettings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose devices compute nothing, and say so. */
class SimulatedClusterTest {
    @TempDir static Path folder;
    private static Standalone cluster;
    private static KuotuClient client;
    private static Path photo;

    @BeforeAll
    static void start() throws Exception {
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"),
                                0,
                                SharedCluster.MODELS,
                                0,
                                Map.of(
                                        "kuotu.worker.devices", "simulated,simulated",
                                        "kuotu.worker.simulation.speed", "20")));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    private static ObjectNode wide(long seed) {
        return client.newRequest().put("aspect_ratio", "16:9").put("seed", seed);
    }

    private static JobStatus end(JobStatus job) throws Exception {
        return client.follow(job.id(), _ -> {});
    }

    /** In a process of its own, since tests beside this one load the library that it must not. */
    @Test
    void jobsEndWithMarkedPictures_andNoTensorLibraryIsLoaded() throws Exception {
        Process worker = WorkerProcess.start(cluster, folder);
        try {
            JobStatus job = end(client.expand(photo, wide(3)));
            assertThat(job.state()).isEqualTo("succeeded");
            BufferedImage png = ImageIO.read(new ByteArrayInputStream(client.output(job.id(), 0)));
            assertThat(png.getWidth()).isEqualTo(213);
            assertThat(png.getHeight()).isEqualTo(120);
            checkMarks(client.manifest(job.id()).path("making"));
            assertThat(end(client.expand(photo, wide(3))).outputs().getFirst().sha256())
                    .isEqualTo(job.outputs().getFirst().sha256());
            assertThat(end(client.expand(photo, wide(4))).outputs().getFirst().sha256())
                    .isNotEqualTo(job.outputs().getFirst().sha256());
            checkUpscale();
            checkChains();
            checkModels();
            checkCancel();
            assertThat(Files.readString(Path.of("/proc/" + worker.pid() + "/maps")))
                    .doesNotContain("libtorch");
            assertThat(Files.readString(folder.resolve("worker.log")))
                    .contains("computes nothing")
                    .contains("HYPOTHETICAL");
        } finally {
            worker.destroyForcibly().waitFor();
        }
    }

    private static void checkMarks(JsonNode making) {
        assertThat(making.path("simulated").asText())
                .startsWith("SIMULATED, 20.00 times as fast as measured: HYPOTHETICAL");
        assertThat(making.path("bundle_version").asText()).endsWith("-SIMULATED-HYPOTHETICAL");
        assertThat(making.path("digital_source_type").asText()).endsWith("algorithmicMedia");
        assertThat(making.path("original_preserved").asBoolean()).isFalse();
    }

    private static void checkUpscale() throws Exception {
        JobStatus large = end(client.upscale(photo, client.newRequest().put("factor", 2)));
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(client.output(large.id(), 0)));
        assertThat(png.getWidth()).isEqualTo(320);
        JobStatus better = end(client.enhance(photo, client.newRequest().put("denoise", 0.5)));
        assertThat(better.state()).isEqualTo("succeeded");
        checkMarks(client.manifest(better.id()).path("making"));
    }

    private static void checkChains() throws Exception {
        for (String mode : new String[] {"expand", "recreate"}) {
            ObjectNode request = client.newRequest().put("mode", mode).put("times", 3);
            if (mode.equals("expand")) {
                request.putObject("margins").put("left", "10%");
            }
            JobStatus chain = end(client.chain(photo, request));
            assertThat(chain.outputs()).as(mode).hasSize(3);
            assertThat(chain.outputs().stream().map(JobStatus.Output::sha256).distinct())
                    .as("each frame has a stamp of its own")
                    .hasSize(3);
            checkMarks(client.manifest(chain.id()).path("making"));
        }
    }

    private static void checkModels() throws Exception {
        JsonNode models = client.get("/v1/models").path("models");
        assertThat(models).isNotEmpty();
        for (JsonNode model : models) {
            assertThat(model.path("version").asText()).endsWith("-SIMULATED-HYPOTHETICAL");
        }
    }

    private static void checkCancel() throws Exception {
        JobStatus job = client.expand(photo, wide(5).put("steps", 100).put("variants", 4));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.job(job.id()).state().equals("running"));
        assertThat(client.cancel(job.id()).state()).isEqualTo("cancelled");
        assertThat(end(client.expand(photo, wide(6))).state()).isEqualTo("succeeded");
    }

    @Test
    void aWorkerIsSimulatedOrNot() {
        Map<String, String> settings = new HashMap<>(cluster.workerSettings());
        settings.put("kuotu.worker.devices", "simulated,cpu");
        settings.put("kuotu.worker.simulation.speed", "0");
        assertThatExceptionOfType(InvalidSettings.class)
                .isThrownBy(() -> WorkerSettings.load(SettingsSources.of(settings)))
                .withMessageContaining("simulated goes with no other device")
                .withMessageContaining("kuotu.worker.simulation.speed");
    }
}
