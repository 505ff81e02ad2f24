package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.common.wire.JsonCodec;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain tells how it drifts, frame by frame, and brings pictures of that. */
class DriftTest {
    @TempDir static Path folder;
    private static KuotuClient client;

    @BeforeAll
    static void start() {
        client = SharedCluster.client();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private static ObjectNode request(String mode) {
        return client.newRequest().put("mode", mode).put("times", 3).put("seed", 5).put("steps", 2);
    }

    private static Path source() throws Exception {
        Path file = folder.resolve("source.png");
        return Files.write(file, SamplePictures.encode(SamplePictures.gradient(120, 90), "png"));
    }

    private record Chain(JobStatus ended, List<ServerEvent> frames) {
        JsonNode output(int index) {
            return ended.json().path("outputs").path(index);
        }

        byte[] file(String name) throws Exception {
            for (JsonNode output : ended.json().path("outputs")) {
                if (output.path("name").asText().equals(name)) {
                    return client.output(ended.id(), output.path("index").asInt());
                }
            }
            throw new AssertionError("no output " + name + ": " + ended.json());
        }
    }

    private static Chain chain(ObjectNode request) throws Exception {
        JobStatus queued = client.chain(source(), request);
        List<ServerEvent> frames = new ArrayList<>();
        JobStatus ended =
                client.follow(
                        queued.id(),
                        event -> {
                            if (event.name().equals("frame")) {
                                frames.add(event);
                            }
                        });
        assertThat(ended.state()).as("%s", ended.json()).isEqualTo("succeeded");
        return new Chain(ended, frames);
    }

    @Test
    void aRecreatedChainIsMeasured_frameByFrame() throws Exception {
        Chain chain = chain(request("recreate").put("strength", 0.4));
        DriftSeries series = JsonCodec.decode(chain.file("drift.json"), DriftSeries.class);
        assertThat(series.comparison()).isEqualTo(DriftSeries.Comparison.PIXELS);
        assertThat(series.frames()).hasSize(3);
        assertThat(series.frames().getFirst().first().deltaE()).isPositive();
        for (int n = 0; n < 3; n++) {
            JsonNode quality = chain.output(n).path("quality");
            TreeMap<String, Double> named = new TreeMap<>(series.frames().get(n).named());
            named.forEach(
                    (name, value) ->
                            assertThat(quality.path(name).asDouble(-99)).as(name).isEqualTo(value));
            assertThat(named).containsKeys("drift_delta_e", "drift_ms_ssim", "step_delta_e");
            assertThat(chain.frames().get(n).data().path("output").path("quality"))
                    .isEqualTo(quality);
            assertThat(chain.output(n).has("name")).isFalse();
        }
        JsonNode manifest = client.get("/v1/jobs/" + chain.ended().id() + "/manifest");
        assertThat(manifest.path("outputs").path(3).path("name").asText()).isEqualTo("drift.json");
        assertThat(manifest.path("making").path("millis").has("watch")).isTrue();
    }

    @Test
    void whatShowsItAsAWhole_areOutputsWithNames() throws Exception {
        Chain chain = chain(request("recreate"));
        assertThat(ImageIO.read(new ByteArrayInputStream(chain.file("drift.png"))).getWidth())
                .isEqualTo(960);
        assertThat(ImageIO.read(new ByteArrayInputStream(chain.file("strip.png"))).getWidth())
                .isGreaterThan(300);
        assertThat(new String(chain.file("film.webp"), 8, 8, US_ASCII)).isEqualTo("WEBPVP8X");
        for (String name : List.of("film.webp", "strip.png", "drift.png")) {
            Path file = Files.write(folder.resolve(name), chain.file(name));
            assertThat(MarkedFile.read(file).orElseThrow().digitalSourceType())
                    .hasValueSatisfying(type -> assertThat(type).contains("lgorithmicMedia"));
        }
        ObjectNode again =
                client.newRequest()
                        .put("image", "job:" + chain.ended().id() + "/3")
                        .put("aspect_ratio", "2:1");
        assertThatThrownBy(() -> client.expand(again))
                .isInstanceOfSatisfying(
                        ApiProblem.class, problem -> assertThat(problem.field()).contains("image"));
    }

    @Test
    void anExpandedChainComparesWhatIsNewWithWhatWasThere() throws Exception {
        ObjectNode request = request("expand");
        request.putObject("margins").put("left", "20%").put("right", 20);
        Chain chain = chain(request);
        DriftSeries series = JsonCodec.decode(chain.file("drift.json"), DriftSeries.class);
        assertThat(series.comparison()).isEqualTo(DriftSeries.Comparison.STATISTICS);
        assertThat(series.frames()).hasSize(3);
        assertThat(series.frames()).allMatch(f -> f.first().msSsim().isEmpty());
        assertThat(chain.output(2).path("quality").has("consistency")).isTrue();
    }
}
