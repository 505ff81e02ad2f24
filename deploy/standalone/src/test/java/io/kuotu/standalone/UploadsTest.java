package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.admission.Tenants;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads and batches, on a cluster that accepts jobs and has no worker. */
class UploadsTest {
    private static final String OTHER_KEY = "the other tenant's key";

    @TempDir static Path folder;
    private static Standalone cluster;
    private static KuotuClient client;
    private static Http http;
    private static Http other;
    private static byte[] picture;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "kuotu.tenants.other.key-sha256",
                        Tenants.sha256(OTHER_KEY),
                        "kuotu.gateway.uploads.max-bytes",
                        Integer.toString(1 << 20));
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"), 0, SharedCluster.MODELS, 0, settings));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
        http = new Http(cluster.endpoint(), cluster.apiKey());
        other = new Http(cluster.endpoint(), OTHER_KEY);
        picture = SamplePictures.encode(SamplePictures.gradient(160, 120), "png");
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    private static JsonNode begin(String order) throws Exception {
        Http.Answer begun = http.postJson("/v1/uploads", order);
        assertThat(begun.status()).isEqualTo(201);
        return begun.json();
    }

    private static int post(JsonNode begun, byte[] file, Map<String, String> changed)
            throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        begun.path("fields")
                .properties()
                .forEach(
                        field ->
                                body.writeBytes(
                                        "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                                                .formatted(
                                                        field.getKey(),
                                                        changed.getOrDefault(
                                                                field.getKey(),
                                                                field.getValue().asText()))
                                                .getBytes(UTF_8)));
        body.writeBytes(
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
                        .getBytes(UTF_8));
        body.writeBytes(file);
        body.writeBytes("\r\n--b--\r\n".getBytes(UTF_8));
        try (HttpClient plain = HttpClient.newHttpClient()) {
            return plain.send(
                            HttpRequest.newBuilder(URI.create(begun.path("url").asText()))
                                    .header("Content-Type", "multipart/form-data; boundary=b")
                                    .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static Http.Answer expand(Http gateway, String image) throws Exception {
        return gateway.postJson(
                "/v1/expansions", "{\"image\":\"%s\",\"aspect_ratio\":\"16:9\"}".formatted(image));
    }

    private static int inputs() throws Exception {
        try (Stream<Path> files =
                Files.walk(folder.resolve("data/objects"))
                        .filter(f -> f.toString().contains("inputs"))) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void whatIsPostedIsASource() throws Exception {
        JsonNode begun = begin("{\"media_type\":\"image/png\",\"bytes\":" + picture.length + "}");
        String id = begun.path("id").asText();
        assertThat(begun.path("max_bytes").asInt()).isEqualTo(1 << 20);
        Http.Answer early = expand(http, id);
        assertThat(early.status()).isEqualTo(422);
        assertThat(early.code()).isEqualTo("upload_not_found");
        assertThat(early.field()).isEqualTo("image");
        assertThat(post(begun, picture, Map.of())).isBetween(200, 204);
        Http.Answer job = expand(http, id);
        assertThat(job.status()).isEqualTo(202);
        assertThat(job.json().path("request").path("source").path("width").asInt()).isEqualTo(160);
        assertThat(job.json().path("request").path("source").path("media_type").asText())
                .isEqualTo("image/png");
    }

    @Test
    void theStoreHoldsTheFormToItsOrder() throws Exception {
        JsonNode exact = begin("{\"media_type\":\"image/png\",\"bytes\":" + picture.length + "}");
        assertThat(post(exact, new byte[picture.length + 1], Map.of())).isEqualTo(400);
        assertThat(post(exact, picture, Map.of("Content-Type", "text/html"))).isEqualTo(403);
        assertThat(post(exact, picture, Map.of("key", "inputs/2026-11-22/00"))).isEqualTo(403);
        JsonNode free = begin("{}");
        assertThat(post(free, new byte[(1 << 20) + 1], Map.of())).isEqualTo(400);
        assertThat(expand(http, free.path("id").asText()).code()).isEqualTo("upload_not_found");
        assertThat(http.postJson("/v1/uploads", "{\"bytes\":1048577}").status()).isEqualTo(413);
        assertThat(http.postJson("/v1/uploads", "{\"media_type\":\"text/html\"}").field())
                .isEqualTo("media_type");
    }

    @Test
    void whatIsNoPictureIsRefusedAtItsUse() throws Exception {
        JsonNode begun = begin("{\"media_type\":\"image/png\"}");
        assertThat(post(begun, "not a picture".getBytes(UTF_8), Map.of())).isBetween(200, 204);
        assertThat(expand(http, begun.path("id").asText()).code()).isEqualTo("not_a_picture");
    }

    @Test
    void anotherTenantsUploadDoesNotExist_norDoesAnOldOne() throws Exception {
        Path file = Files.write(folder.resolve("mine.png"), picture);
        String id = client.upload(file);
        assertThat(expand(http, id).status()).isEqualTo(202);
        assertThat(expand(other, id).code()).isEqualTo("upload_not_found");
        Http.Answer old = expand(http, "upload_" + "0".repeat(26));
        assertThat(old.code()).isEqualTo("upload_not_found");
        assertThat(old.detail()).contains("1 day");
        assertThat(expand(http, "upload_x").code()).isEqualTo("invalid_request");
    }

    @Test
    void aSecondUploadOfTheSameFileNeedsNoBytes_andOnlyForItsTenant() throws Exception {
        byte[] mine = SamplePictures.encode(SamplePictures.gradient(140, 100), "png");
        Path file = Files.write(folder.resolve("twice.png"), mine);
        Http.Answer job = expand(http, client.upload(file));
        String sha256 = job.json().path("request").path("source").path("sha256").asText();
        String order = "{\"sha256\":\"" + sha256 + "\"}";
        JsonNode again = begin(order);
        assertThat(again.path("needed").asBoolean()).isFalse();
        assertThat(again.has("url")).isFalse();
        assertThat(expand(http, again.path("id").asText()).status()).isEqualTo(202);
        assertThat(other.postJson("/v1/uploads", order).json().path("needed").asBoolean()).isTrue();
    }

    @Test
    void usesThatRaceOnTwoGatewaysMakeOneInput() throws Exception {
        byte[] mine = SamplePictures.encode(SamplePictures.gradient(150, 110), "png");
        String id = client.upload(Files.write(folder.resolve("raced.png"), mine));
        int before = inputs();
        try (Gateway second = cluster.startGateway();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Http there = new Http(second.endpoint(), cluster.apiKey());
            List<Callable<Http.Answer>> users = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Http gateway = i % 2 == 0 ? http : there;
                users.add(() -> expand(gateway, id));
            }
            List<String> hashes = new ArrayList<>();
            for (Future<Http.Answer> user : threads.invokeAll(users)) {
                assertThat(user.get().status()).isEqualTo(202);
                hashes.add(user.get().json().at("/request/source/sha256").asText());
            }
            assertThat(hashes).containsOnly(hashes.getFirst());
        }
        assertThat(inputs() - before).isEqualTo(1);
    }

    @Test
    void ofAnOldJobItIsSaidThatItIsNotKept() throws Exception {
        String old = "/v1/jobs/job_" + "0".repeat(26);
        for (String path : List.of(old, old + "/outputs/0", old + "/manifest", old + "/events")) {
            Http.Answer answer = http.get(path);
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.code()).isEqualTo("expired");
            assertThat(answer.detail()).contains("7 days");
        }
    }

    @Test
    void aBatchOfAThousandGoodAndBad() throws Exception {
        String id = client.upload(Files.write(folder.resolve("batch.png"), picture));
        List<String> kinds =
                List.of(
                        "{\"kind\":\"expansion\",\"image\":\"%s\",\"aspect_ratio\":\"16:9\",\"metadata\":{\"n\":\"#\"}}",
                        "{\"kind\":\"expansion\",\"image\":\"%s\",\"aspect_ratio\":\"wide\"}",
                        "{\"kind\":\"upscale\",\"image\":\"%s\",\"factor\":2,\"metadata\":{\"n\":\"#\"}}",
                        "{\"kind\":\"upscale\",\"image\":\"%s\",\"factor\":2,\"colour\":1}",
                        "{\"kind\":\"restyle\",\"image\":\"%s\"}",
                        "{\"kind\":\"expansion\",\"image\":\"upload_00000000000000000000000000\",\"aspect_ratio\":\"16:9\"}",
                        "17",
                        "{\"kind\":\"upscale\",\"image\":\"%s\",\"factor\":2,\"metadata\":{\"n\":\"#\"}}");
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String request = kinds.get(i % kinds.size()).replace("%s", id);
            requests.add(request.replace("#", Integer.toString(i)));
        }
        Http.Answer answer = http.postJson("/v1/batches", requests.toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("accepted").asInt()).isEqualTo(375);
        assertThat(answer.json().path("refused").asInt()).isEqualTo(625);
        JsonNode items = answer.json().path("items");
        assertThat(items).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            JsonNode item = items.path(i);
            switch (i % kinds.size()) {
                case 0, 2, 7 -> {
                    assertThat(item.path("status").asInt()).isEqualTo(202);
                    assertThat(item.at("/job/metadata/n").asText()).isEqualTo("" + i);
                }
                case 1 -> refused(item, 400, "invalid_request", "aspect_ratio");
                case 3 -> refused(item, 400, "invalid_request", "colour");
                case 4 -> refused(item, 400, "invalid_request", "kind");
                case 5 -> refused(item, 422, "upload_not_found", "image");
                default -> refused(item, 400, "invalid_request", "");
            }
        }
        String first = items.path(0).at("/job/id").asText();
        assertThat(client.job(first).state()).isEqualTo("queued");
        assertThat(http.get("/v1/jobs/" + items.path(992).at("/job/id").asText()).status())
                .isEqualTo(200);
    }

    private static void refused(JsonNode item, int status, String code, String field) {
        assertThat(item.path("status").asInt()).isEqualTo(status);
        assertThat(item.at("/problem/code").asText()).isEqualTo(code);
        assertThat(item.at("/problem/field").asText("")).isEqualTo(field);
        assertThat(item.has("job")).isFalse();
    }

    /** The other tenant's: its list holds nothing else. */
    @Test
    void aBatchGoesOnWhenItsClientHangsUp() throws Exception {
        JsonNode begun = other.postJson("/v1/uploads", "{}").json();
        assertThat(post(begun, picture, Map.of())).isBetween(200, 204);
        String one =
                "{\"kind\":\"upscale\",\"factor\":2,\"image\":\"%s\"}"
                        .formatted(begun.path("id").asText());
        String batch = Collections.nCopies(150, one).toString();
        URI gateway = cluster.endpoint();
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                            + OTHER_KEY
                                            + "\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: "
                                            + batch.length()
                                            + "\r\n\r\n"
                                            + batch)
                                    .getBytes(UTF_8));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> other.get("/v1/jobs?limit=200").json().path("jobs").size() == 150);
    }

    @Test
    void whatIsNoBatchIsRefusedWhole() throws Exception {
        for (String batch : List.of("[]", "{}", "[" + "1,".repeat(1000) + "1]")) {
            Http.Answer answer = http.postJson("/v1/batches", batch);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_request");
        }
        String large = "[{\"kind\":\"upscale\",\"image\":\"" + "x".repeat(17 << 20) + "\"}]";
        assertThat(http.postJson("/v1/batches", large).status()).isEqualTo(413);
    }

    /** On the cluster with a worker. */
    @Test
    void aPostedPhotoBecomesAWiderOne_whichComesInParts() throws Exception {
        Path photo = Files.write(folder.resolve("photo.png"), picture);
        try (KuotuClient shared = SharedCluster.client()) {
            ObjectNode request = shared.newRequest().put("image", shared.upload(photo));
            JobStatus job =
                    shared.follow(
                            shared.expand(request.put("aspect_ratio", "16:9").put("steps", 1)).id(),
                            _ -> {});
            assertThat(job.state()).isEqualTo("succeeded");
            byte[] whole = shared.output(job.id(), 0);
            Http raw =
                    new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
            String path = "/v1/jobs/" + job.id() + "/outputs/0?inline=true";
            assertThat(raw.get(path).raw().body()).isEqualTo(whole);
            Http.Answer part = raw.send(raw.request(path).header("Range", "bytes=5-9").GET());
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.raw().body()).isEqualTo(Arrays.copyOfRange(whole, 5, 10));
        }
    }
}
