package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A picture goes in, a wider picture comes out; here no seam is good enough, so each is made again.
 */
class ExpansionEndToEndTest {
    @TempDir static Path folder;
    private static Standalone cluster;
    private static KuotuClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"),
                                0,
                                SharedCluster.MODELS,
                                1,
                                Map.of(
                                        "kuotu.worker.threads",
                                        "1",
                                        "kuotu.worker.profile.folder",
                                        "target/profiles",
                                        "kuotu.worker.retry.seam-ratio",
                                        "0")));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    static Path noisyPng(Path file, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(width * 31L + height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void aPhotoGoesInAWiderPhotoComesOut() throws Exception {
        Path source = noisyPng(folder.resolve("source.png"), 200, 150);
        ObjectNode request =
                client.newRequest().put("aspect_ratio", "16:9").put("seed", 5).put("steps", 3);
        JobStatus queued = client.expand(source, request);
        List<ServerEvent> events = new ArrayList<>();
        JobStatus ended = client.follow(queued.id(), events::add);

        assertThat(ended.state()).isEqualTo("succeeded");
        assertThat(events.stream().map(ServerEvent::name).filter(n -> !n.equals("position")))
                .startsWith("queued", "started")
                .contains("progress")
                .endsWith("succeeded");
        int left = ended.json().path("request").path("margins").path("left").asInt();
        checkSource(ended, source, 267, 150, left, 0);
    }

    @Test
    void farBeyondTheFrame_inSeveralPasses() throws Exception {
        Path source = noisyPng(folder.resolve("small.png"), 80, 64);
        ObjectNode request = client.newRequest().put("seed", 6).put("steps", 2);
        request.putObject("margins").put("left", "300%").put("top", 100).put("right", 40);
        JobStatus queued = client.expand(source, request);
        List<ServerEvent> events = new ArrayList<>();
        JobStatus ended = client.follow(queued.id(), events::add);

        assertThat(ended.state()).isEqualTo("succeeded");
        assertThat(events.stream().filter(e -> e.name().equals("progress")))
                .isNotEmpty()
                .allMatch(e -> e.data().path("steps").asInt() == 3 * 2);
        checkSource(ended, source, 240 + 80 + 40, 100 + 64, 240, 100);
    }

    @Test
    void aSeamThatShows_isMadeAgain_andTheSameSeedStillGivesTheSamePicture() throws Exception {
        Path source = noisyPng(folder.resolve("again.png"), 100, 80);
        ObjectNode request = client.newRequest().put("seed", 8).put("steps", 2);
        request.putObject("margins").put("right", 40);
        JobStatus first = ended(source, request);
        JsonNode output = first.json().path("outputs").path(0);
        JsonNode quality = output.path("quality");

        assertThat(quality.path("tries").asDouble()).isEqualTo(2);
        assertThat(quality.path("seam_delta_e").asDouble()).isGreaterThan(1);
        assertThat(quality.path("seam_ratio").asDouble())
                .isLessThanOrEqualTo(quality.path("seam_ratio_first").asDouble());
        assertThat(output.path("seed").asLong()).isEqualTo(8);
        assertThat(Pixels.of(client.output(ended(source, request).id(), 0)))
                .isEqualTo(Pixels.of(client.output(first.id(), 0)));
    }

    /** Noise is like nothing, so no try is enough. */
    @Test
    void whatNeverGoesWellEnoughWithItsSource_isTriedSoOften_andSaysSo() throws Exception {
        Path source = noisyPng(folder.resolve("strict.png"), 100, 80);
        ObjectNode request =
                client.newRequest().put("seed", 9).put("steps", 2).put("min_consistency", 1);
        request.putObject("margins").put("right", 40);
        JobStatus job = ended(source, request);
        JsonNode quality = job.json().path("outputs").path(0).path("quality");

        assertThat(quality.path("tries").asDouble()).isEqualTo(4);
        assertThat(quality.path("min_consistency_reached").asDouble()).isZero();
        assertThat(quality.path("consistency").asDouble()).isBetween(0.0, 0.999);
        double best = 0;
        for (int n = 1; n <= 4; n++) {
            assertThat(quality.has("consistency_try_" + n)).isTrue();
            best = Math.max(best, quality.path("consistency_try_" + n).asDouble());
        }
        assertThat(quality.path("consistency").asDouble()).isEqualTo(best);
        assertThat(Pixels.of(client.output(ended(source, request).id(), 0)))
                .isEqualTo(Pixels.of(client.output(job.id(), 0)));
    }

    private static JobStatus ended(Path source, ObjectNode request) throws Exception {
        JobStatus ended = client.follow(client.expand(source, request).id(), _ -> {});
        assertThat(ended.state()).isEqualTo("succeeded");
        return ended;
    }

    private static void checkSource(
            JobStatus ended, Path source, int width, int height, int left, int top)
            throws Exception {
        BufferedImage result = ImageIO.read(new ByteArrayInputStream(client.output(ended.id(), 0)));
        BufferedImage original = ImageIO.read(source.toFile());
        assertThat(result.getWidth()).isEqualTo(width);
        assertThat(result.getHeight()).isEqualTo(height);
        for (int y = 0; y < original.getHeight(); y++) {
            for (int x = 0; x < original.getWidth(); x++) {
                assertThat(result.getRGB(left + x, top + y) & 0xFFFFFF)
                        .isEqualTo(original.getRGB(x, y) & 0xFFFFFF);
            }
        }
    }
}
