package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job as its caller sees it. */
class JobLifeTest {
    @TempDir static Path folder;
    private static Path photo;
    private static KuotuClient client;
    private static Http http;

    @BeforeAll
    static void connect() throws Exception {
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
        client = SharedCluster.client();
        http = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
    }

    private static ObjectNode wide(int steps) {
        return client.newRequest().put("aspect_ratio", "16:9").put("steps", steps).put("seed", 3);
    }

    private static JobStatus end(JobStatus job) throws Exception {
        return client.follow(job.id(), _ -> {});
    }

    /** Of the first output. */
    private static int[] pixels(JobStatus job) throws Exception {
        return Pixels.of(client.output(job.id(), 0));
    }

    @Test
    void theSameSeedGivesTheSamePixels() throws Exception {
        JobStatus first = end(client.expand(photo, wide(4)));
        JobStatus second = end(client.expand(photo, wide(4)));
        JobStatus other = end(client.expand(photo, wide(4).put("seed", 4)));
        assertThat(pixels(second)).isEqualTo(pixels(first));
        assertThat(pixels(other)).isNotEqualTo(pixels(first));
        assertThat(second.outputs().getFirst().sha256())
                .as("each file names its job")
                .isNotEqualTo(first.outputs().getFirst().sha256());
    }

    @Test
    void variantsDiffer_andTheFirstIsTheSeedsOwn() throws Exception {
        JobStatus several = end(client.expand(photo, wide(3).put("variants", 3)));
        JobStatus single = end(client.expand(photo, wide(3)));
        Set<String> hashes = new HashSet<>();
        several.outputs().forEach(output -> hashes.add(output.sha256()));
        assertThat(hashes).hasSize(3);
        assertThat(several.outputs().stream().map(JobStatus.Output::seed))
                .containsExactly(3L, 4L, 5L);
        assertThat(pixels(several)).isEqualTo(pixels(single));
    }

    @Test
    void anOutputIsExpandedAgain() throws Exception {
        JobStatus first = end(client.expand(photo, wide(1)));
        JobStatus second =
                end(
                        client.expand(
                                wide(1).put("image", "job:" + first.id())
                                        .put("aspect_ratio", "21:9")));
        assertThat(second.state()).isEqualTo("succeeded");
        assertThat(second.outputs().getFirst().width()).isEqualTo(280);
        BufferedImage once = ImageIO.read(new ByteArrayInputStream(client.output(first.id(), 0)));
        BufferedImage twice = ImageIO.read(new ByteArrayInputStream(client.output(second.id(), 0)));
        int left = second.json().path("request").path("margins").path("left").asInt();
        assertThat(twice.getRGB(left + 50, 60)).isEqualTo(once.getRGB(50, 60));
    }

    @Test
    void upscalesAndFormats() throws Exception {
        JobStatus large =
                end(
                        client.expand(
                                photo,
                                wide(1).put("upscale", 2)
                                        .put("format", "webp")
                                        .put("quality", 80)));
        assertThat(large.outputs().getFirst().width()).isEqualTo(426);
        assertThat(large.outputs().getFirst().format()).isEqualTo("webp");
        BufferedImage webp = ImageIO.read(new ByteArrayInputStream(client.output(large.id(), 0)));
        assertThat(webp.getHeight()).isEqualTo(240);

        JobStatus plain =
                end(
                        client.upscale(
                                photo, client.newRequest().put("factor", 4).put("format", "jpeg")));
        assertThat(plain.json().path("kind").asText()).isEqualTo("upscale");
        BufferedImage jpeg = ImageIO.read(new ByteArrayInputStream(client.output(plain.id(), 0)));
        assertThat(jpeg.getWidth()).isEqualTo(640);
        BufferedImage source = ImageIO.read(photo.toFile());
        assertThat(jpeg.getRGB(320, 240) >> 8 & 0xFF)
                .isBetween(
                        (source.getRGB(80, 60) >> 8 & 0xFF) - 30,
                        (source.getRGB(80, 60) >> 8 & 0xFF) + 30);
    }

    @Test
    void eventsComeInOrder_andResumeWhereTheyBroke() throws Exception {
        List<ServerEvent> all = new ArrayList<>();
        JobStatus job = client.expand(photo, wide(40));
        client.follow(job.id(), all::add);
        all.removeIf(event -> event.name().equals("position")); // of the queue, not of the log
        assertThat(all.stream().map(ServerEvent::name).distinct())
                .containsExactly("queued", "started", "progress", "succeeded");

        String raw = new String(http.get("/v1/jobs/" + job.id() + "/events").raw().body(), UTF_8);
        assertThat(raw).contains("event: queued").contains("event: succeeded");
        ServerEvent started = all.get(1);
        String rest =
                new String(
                        http.send(
                                        http.request("/v1/jobs/" + job.id() + "/events")
                                                .header("Last-Event-ID", started.id())
                                                .GET())
                                .raw()
                                .body(),
                        UTF_8);
        assertThat(rest)
                .doesNotContain("event: queued")
                .doesNotContain("event: started")
                .contains("event: succeeded");
        String nothing =
                new String(
                        http.send(
                                        http.request("/v1/jobs/" + job.id() + "/events")
                                                .header("Last-Event-ID", all.getLast().id())
                                                .GET())
                                .raw()
                                .body(),
                        UTF_8);
        assertThat(nothing).isEmpty();
    }

    @Test
    void anotherGatewayTellsTheSame() throws Exception {
        try (Gateway second = SharedCluster.cluster().startGateway();
                KuotuClient there =
                        new KuotuClient(second.endpoint(), SharedCluster.cluster().apiKey())) {
            List<String> here = new ArrayList<>();
            List<String> elsewhere = new ArrayList<>();
            JobStatus job = client.expand(photo, wide(2));
            assertThat(there.job(job.id()).id())
                    .as("known at once, though accepted elsewhere")
                    .isEqualTo(job.id());
            there.follow(job.id(), e -> elsewhere.add(e.id() + e.name()));
            client.follow(job.id(), e -> here.add(e.id() + e.name()));
            assertThat(elsewhere.getFirst()).isEqualTo(here.getFirst());
            assertThat(elsewhere.getLast()).isEqualTo(here.getLast());
            assertThat(elsewhere).containsAll(here);
        }
    }

    @Test
    void aRunningJobIsCancelled() throws Exception {
        JobStatus job = client.expand(photo, wide(100).put("upscale", 4));
        await().until(() -> client.job(job.id()).state().equals("running"));
        JobStatus cancelled = client.cancel(job.id());
        assertThat(cancelled.state()).isEqualTo("cancelled");
        assertThat(client.cancel(job.id()).state()).as("again").isEqualTo("cancelled");
        assertThatThrownBy(() -> client.output(job.id(), 0))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.code()).isEqualTo("no_output"));
        Thread.sleep(500);
        assertThat(client.job(job.id()).state()).as("for ever").isEqualTo("cancelled");
        assertThat(end(client.expand(photo, wide(1))).state())
                .as("and its slot is free")
                .isEqualTo("succeeded");
    }

    @Test
    void waitingAnswersWhenTheStateChanges() throws Exception {
        JobStatus job = client.expand(photo, wide(30));
        JsonNode changed = client.get("/v1/jobs/" + job.id() + "?wait=20");
        assertThat(changed.path("state").asText()).isNotEqualTo("queued");
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                client.get("/v1/jobs/" + job.id() + "?wait=20")
                                        .path("state")
                                        .asText()
                                        .equals("succeeded"));
        Http.Answer preferred =
                http.send(
                        http.request("/v1/expansions")
                                .header("Content-Type", "application/json")
                                .header("Prefer", "wait=60")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"image\":\"job:"
                                                        + job.id()
                                                        + "\",\"margins\":{\"top\":20},\"steps\":1}")));
        assertThat(preferred.status()).isEqualTo(200);
        assertThat(preferred.json().path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void anotherTenantsJobDoesNotExist() throws Exception {
        JobStatus job = end(client.expand(photo, wide(1)));
        try (KuotuClient other = SharedCluster.otherTenant()) {
            for (String path : List.of("", "/events", "/outputs/0", "/previews/0", "/manifest")) {
                assertThatThrownBy(() -> other.get("/v1/jobs/" + job.id() + path))
                        .isInstanceOfSatisfying(
                                ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
            }
            assertThatThrownBy(() -> other.cancel(job.id()))
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
            assertThatThrownBy(() -> other.expand(wide(1).put("image", "job:" + job.id())))
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
            assertThat(other.get("/v1/jobs").path("jobs")).isEmpty();
        }
    }

    @Test
    void listsArePaged() throws Exception {
        for (int i = 0; i < 3; i++) {
            end(client.expand(photo, wide(1)));
        }
        Set<String> seen = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/jobs?limit=2&state=succeeded" + cursor);
            page.path("jobs")
                    .forEach(job -> assertThat(seen.add(job.path("id").asText())).isTrue());
            cursor =
                    page.hasNonNull("next_cursor")
                            ? "&cursor=" + page.path("next_cursor").asText()
                            : "";
        } while (!cursor.isEmpty());
        assertThat(seen.size()).isGreaterThanOrEqualTo(3);
        assertThat(client.get("/v1/jobs?created_after=2100-01-01T00:00:00Z").path("jobs"))
                .isEmpty();
    }

    @Test
    void metadataComesBackAndTheManifestTellsAll() throws Exception {
        ObjectNode request = wide(2);
        request.putObject("metadata").put("album", "summer");
        JobStatus job = end(client.expand(photo, request));
        assertThat(job.json().path("metadata").path("album").asText()).isEqualTo("summer");
        JsonNode manifest = client.get("/v1/jobs/" + job.id() + "/manifest");
        assertThat(manifest.path("making").path("bundle").asText()).isEqualTo("scenes-256-turbo");
        assertThat(manifest.path("making").path("original_preserved").asBoolean()).isTrue();
        assertThat(manifest.path("making").path("digital_source_type").asText())
                .contains("compositeWithTrainedAlgorithmicMedia");
        assertThat(manifest.path("outputs").path(0).path("sha256").asText())
                .isEqualTo(job.outputs().getFirst().sha256());
    }

    @Test
    void operationsPagesAnswerWithoutAKey() throws Exception {
        Http noKey = new Http(SharedCluster.cluster().endpoint(), "");
        assertThat(noKey.get("/livez").status()).isEqualTo(200);
        assertThat(noKey.get("/readyz").status()).isEqualTo(200);
        assertThat(new String(noKey.get("/openapi.yaml").raw().body(), UTF_8))
                .contains("openapi: 3.1.0");
        end(client.expand(photo, wide(1)));
        String metrics = new String(noKey.get("/metrics").raw().body(), UTF_8);
        assertThat(metrics)
                .contains("kuotu_gateway_http_request_seconds_bucket{operation=\"createExpansion\"")
                .containsPattern("kuotu_gateway_workers\\{pool=\"default\",?} 1.0")
                .containsPattern(
                        "kuotu_gateway_share_group_lag\\{pool=\"default\",tier=\"bulk\",?} [0-9]")
                .containsPattern("kuotu_gateway_event_lag_records [0-9]");
        Http worker =
                new Http(
                        URI.create(
                                "http://127.0.0.1:"
                                        + SharedCluster.cluster().workers().getFirst().opsPort()),
                        "");
        assertThat(worker.get("/readyz").status()).isEqualTo(200);
        assertThat(new String(worker.get("/metrics").raw().body(), UTF_8))
                .contains("kuotu_worker_batch_size_bucket")
                .contains("kuotu_worker_profile_seconds{device=\"cpu\"")
                .contains("kuotu_worker_batch_class{device=\"cpu\"")
                .contains("kuotu_worker_batch_fill_bucket{device=\"cpu\"")
                .containsPattern("kuotu_worker_state\\{state=\"serving\",?} 1.0")
                .containsPattern("kuotu_worker_job_phase_seconds_count\\{phase=\"slot\",?} [1-9]")
                .containsPattern("kuotu_worker_jobs_total\\{outcome=\"succeeded\",?} [1-9]");
    }

    @Test
    void modelsAreThoseOfTheWorkers() throws Exception {
        JsonNode models = client.get("/v1/models").path("models");
        assertThat(models.findValuesAsText("name")).contains("scenes-256", "sharp-x2");
        for (JsonNode model : models) {
            assertThat(model.path("workers").asInt()).isPositive();
            assertThat(model.path("licence").asText()).isNotBlank();
        }
    }
}
