package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, estimates and places in the queue, as callers see them. */
class AdmissionEndToEndTest {
    private static final String WIDE = "{\"aspect_ratio\":\"16:9\",\"steps\":1}";

    @TempDir static Path folder;
    private static byte[] picture;
    private static Path photo;
    private static KuotuClient client;

    @BeforeAll
    static void connect() throws Exception {
        picture = SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg");
        photo = Files.write(folder.resolve("photo.jpg"), picture);
        client = SharedCluster.client();
    }

    private static Http as(String key) {
        return new Http(SharedCluster.cluster().endpoint(), key);
    }

    private static String header(Http.Answer answer, String name) {
        return answer.raw().headers().firstValue(name).orElse("");
    }

    @Test
    void overTheRateTheAnswerIs429_andTheTimeThatItTellsIsTrue() throws Exception {
        Http limited = as(SharedCluster.LIMITED_KEY);
        Http.Answer first = limited.expand(picture, WIDE);
        assertThat(first.status()).isEqualTo(202);
        assertThat(header(first, "RateLimit-Policy"))
                .contains("\"requests\";q=2;w=8")
                .contains("\"jobs\";q=1000;qu=\"concurrent-requests\"");
        assertThat(header(first, "RateLimit")).contains("\"requests\";r=1;t=");
        assertThat(limited.expand(picture, WIDE).status()).isEqualTo(202);

        Http.Answer refused = limited.expand(picture, WIDE);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate_limited");
        int wait = Integer.parseInt(header(refused, "Retry-After"));
        assertThat(wait).isBetween(1, 4);
        assertThat(header(limited.get("/v1/jobs"), "RateLimit")).contains("\"requests\";r=0");
        Thread.sleep(Duration.ofSeconds(wait));
        assertThat(limited.expand(picture, WIDE).status()).isEqualTo(202);
    }

    @Test
    void aBurstGoesOnInBulkWhereTheTenantAskedForThat_onEveryGateway() throws Exception {
        Http bursting = as(SharedCluster.BURSTING_KEY);
        assertThat(bursting.expand(picture, WIDE).json().has("tier_requested")).isFalse();
        try (Gateway second = SharedCluster.cluster().startGateway()) {
            Http there = new Http(second.endpoint(), SharedCluster.BURSTING_KEY);
            Http.Answer demoted = there.expand(picture, WIDE);
            assertThat(demoted.status()).isEqualTo(202);
            assertThat(demoted.json().path("tier").asText()).isEqualTo("bulk");
            assertThat(demoted.json().path("tier_requested").asText()).isEqualTo("standard");
            Http.Answer refused =
                    there.send(
                            there.request("/v1/expansions")
                                    .header("Content-Type", "application/json")
                                    .header("Prefer", "over-limit=refuse")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"image\":\"job:x\",\"aspect_ratio\":\"1:1\"}")));
            assertThat(refused.code()).as("before anything is looked at").isEqualTo("rate_limited");
            await().atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    bursting.get("/v1/jobs/" + demoted.json().path("id").asText())
                                            .json()
                                            .path("state")
                                            .asText()
                                            .equals("succeeded"));
        }
    }

    @Test
    void anEstimateTellsCostAndWait_andMakesNoJob() throws Exception {
        Http http = as(SharedCluster.cluster().apiKey());
        Http.Answer small =
                http.postJson(
                        "/v1/estimates",
                        "{\"expansion\":{\"image\":\"size:160x120\",\"aspect_ratio\":\"16:9\"}}");
        assertThat(small.status()).as(small.detail()).isEqualTo(200);
        // 480x256 px by the 4 steps of the model that is the default on a processor
        assertThat(small.json().path("cost").path("megapixel_steps").asDouble()).isEqualTo(0.492);
        assertThat(small.json().path("outcome").asText()).isEqualTo("admitted");
        assertThat(small.json().path("queue").path("eta_seconds").isInt()).isTrue();
        Http.Answer large =
                http.postJson(
                        "/v1/estimates",
                        "{\"upscale\":{\"image\":\"size:160x120\",\"factor\":2,\"tier\":\"bulk\"}}");
        assertThat(large.json().path("cost").path("enlarging").asDouble()).isEqualTo(0.055);
        assertThat(large.json().path("tier").asText()).isEqualTo("bulk");

        assertThat(http.postJson("/v1/estimates", "{}").status()).isEqualTo(400);
        Http.Answer tooLarge =
                http.postJson(
                        "/v1/estimates",
                        "{\"expansion\":{\"image\":\"size:9000x9000\",\"aspect_ratio\":\"16:9\"}}");
        assertThat(tooLarge.code()).isEqualTo("canvas_too_large");
        Http.Answer noPicture =
                http.postJson(
                        "/v1/expansions", "{\"image\":\"size:160x120\",\"aspect_ratio\":\"16:9\"}");
        assertThat(noPicture.field()).as("only estimates take a size").isEqualTo("image");
        Http limited = as(SharedCluster.LIMITED_KEY);
        assertThat(
                        limited.postJson(
                                        "/v1/estimates",
                                        "{\"upscale\":{\"image\":\"size:99x99\",\"factor\":2,\"tier\":\"bulk\"}}")
                                .json()
                                .path("error")
                                .path("code")
                                .asText())
                .isEqualTo("tier_not_allowed");
    }

    @Test
    void whoeverWaitsIsToldWhereItStands_untilItIsNext() throws Exception {
        ObjectNode slow = client.newRequest().put("aspect_ratio", "16:9").put("steps", 16);
        List<JobStatus> before = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            before.add(client.expand(photo, slow));
        }
        JobStatus last = client.expand(photo, slow);
        JsonNode queue = last.json().path("queue");
        assertThat(queue.path("position").asInt()).isPositive();
        assertThat(queue.path("eta_seconds").asInt()).isPositive();
        JsonNode standard = client.get("/v1/queue").path("tiers").path(1);
        assertThat(standard.path("tier").asText()).isEqualTo("standard");
        assertThat(standard.path("queued").asInt()).isPositive();
        assertThat(standard.path("megapixel_steps_per_second").asDouble()).isPositive();

        List<ServerEvent> told = new ArrayList<>();
        long start = System.nanoTime();
        List<Double> startedAfter = new ArrayList<>();
        JobStatus end =
                client.follow(
                        last.id(),
                        event -> {
                            told.add(event);
                            if (event.name().equals("started")) {
                                startedAfter.add((System.nanoTime() - start) / 1e9);
                            }
                        });
        assertThat(end.state()).isEqualTo("succeeded");
        List<Integer> positions =
                told.stream()
                        .filter(e -> e.name().equals("position"))
                        .map(e -> e.data().path("position").asInt())
                        .toList();
        System.out.printf(
                "told %s; the first ETA was %d s, it began after %.1f s%n",
                positions, queue.path("eta_seconds").asInt(), startedAfter.getFirst());
        assertThat(positions).hasSizeGreaterThan(1).isSortedAccordingTo((a, b) -> b - a);
        assertThat(positions.getLast()).isLessThan(positions.getFirst()).isLessThan(3);
        assertThat(told.stream().filter(e -> e.name().equals("position")))
                .allSatisfy(e -> assertThat(e.id()).as("the last one's").isEqualTo("queued"));
        assertThat(client.job(last.id()).json().has("queue")).isFalse();
        for (JobStatus job : before) {
            client.follow(job.id(), _ -> {});
        }
    }

    @Test
    void operatorsSeeWhoIsRefused_andHowLongTheQueueIs() throws Exception {
        Http limited = as(SharedCluster.LIMITED_KEY);
        while (limited.expand(picture, WIDE).status() == 202) {
            Thread.sleep(10);
        }
        String metrics = new String(as("").get("/metrics").raw().body(), UTF_8);
        assertThat(metrics)
                .containsPattern("kuotu_gateway_refused_total\\{reason=\"rate_limited\",?} [1-9]")
                .containsPattern(
                        "kuotu_gateway_queue_wait_seconds\\{pool=\"default\",tier=\"standard\",?}"
                                + " [0-9]")
                .contains("kuotu_gateway_tenants_file_good 1.0");
    }
}
