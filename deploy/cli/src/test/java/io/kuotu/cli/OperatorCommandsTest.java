package io.kuotu.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.DeadLetter.Origin;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.Worker;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of the operators' commands, against a real cluster with two gateways. */
class OperatorCommandsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir private static Path folder;
    private static Standalone cluster;
    private static KuotuClient client;
    private static Path photo;

    private record Outcome(int code, String out, String err) {}

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"),
                                0,
                                Path.of("../../worker/models"),
                                2,
                                0,
                                Map.of(
                                        "kuotu.worker.threads", "1",
                                        "kuotu.worker.devices", "cpu",
                                        "kuotu.worker.profile.folder",
                                                Path.of("target/profiles").toString())));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
        photo = folder.resolve("photo.png");
        BufferedImage grey = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        grey.createGraphics().fillRect(20, 10, 40, 30);
        assertThat(ImageIO.write(grey, "png", photo.toFile())).isTrue();
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    private static Outcome run(String... arguments) {
        return runOn(0, arguments);
    }

    private static Outcome runOn(int gateway, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server");
        all.add(cluster.gateways().get(gateway).endpoint().toString());
        all.add("--key");
        all.add(cluster.operatorKey());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Kuotu.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static JsonNode json(String... arguments) {
        return jsonOn(0, arguments);
    }

    private static JsonNode jsonOn(int gateway, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        Outcome outcome = runOn(gateway, all.toArray(String[]::new));
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        try {
            return MAPPER.readTree(outcome.out());
        } catch (IOException e) {
            throw new IllegalStateException(outcome.out(), e);
        }
    }

    private static JobStatus submit(String tier) throws IOException, InterruptedException {
        return client.expand(
                photo, client.newRequest().put("aspect_ratio", "16:9").put("tier", tier));
    }

    private static JsonNode part(JsonNode queue, String tier) {
        for (JsonNode part : queue.path("parts")) {
            if (part.path("tier").asText().equals(tier)) {
                return part;
            }
        }
        throw new IllegalStateException(tier + " is not in " + queue);
    }

    private static void cancelAll() throws IOException, InterruptedException {
        for (JsonNode job : json("jobs", "--state", "queued", "-n", "1000")) {
            client.cancel(job.path("id").asText());
        }
    }

    @Test
    void jobsAndQueue_showWhatWaits_onBothGateways() throws Exception {
        String id = submit("bulk").id();
        await().atMost(SOON)
                .until(() -> jsonOn(1, "jobs", "--tier", "bulk").toString().contains(id));
        assertThat(run("jobs", "--tier", "bulk").out()).contains("TENANT", id, "local", "queued");
        assertThat(json("jobs", "--tier", "interactive").toString()).doesNotContain(id);
        assertThat(json("jobs", "--tenant", "nobody")).isEmpty();
        assertThat(json("jobs", "--older-than", "1h").toString()).doesNotContain(id);
        assertThat(json("jobs", "--worker", "w").toString()).doesNotContain(id);

        JsonNode part = part(json("queue"), "bulk");
        assertThat(part.path("waiting").asInt()).isPositive();
        assertThat(part.path("oldest_seconds").asDouble()).isNotNegative();
        assertThat(run("queue").out()).contains("bulk", "nobody serves");

        JsonNode one = json("jobs", id);
        assertThat(one.path("history").get(0).path("event").asText()).isEqualTo("queued");
        assertThat(one.path("tenant").asText()).isEqualTo("local");
        assertThat(run("jobs", id).out()).contains(id, "queued", "timings");
        client.cancel(id);
        assertThat(json("jobs", id).path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void aPause_holdsOnBothGateways_andMayRefuse() throws Exception {
        assertThat(run("pause", "bulk").out()).contains("tier bulk", "new jobs wait");
        await().atMost(SOON)
                .until(() -> part(jsonOn(1, "queue"), "bulk").path("paused").asBoolean());
        JobStatus waits = submit("bulk");
        assertThat(waits.json().path("queue").path("paused").asBoolean()).isTrue();
        assertThat(waits.json().path("queue").has("eta_seconds")).isFalse();
        assertThat(run("jobs", "--tier", "bulk").out()).contains("queued (paused)");

        assertThat(run("pause", "bulk", "--refuse").out()).contains("refused");
        try (KuotuClient once = new KuotuClient(cluster.endpoint(), cluster.apiKey(), 1)) {
            var request = once.newRequest().put("aspect_ratio", "16:9").put("tier", "bulk");
            assertThat(assertThrows(ApiProblem.class, () -> once.expand(photo, request)))
                    .matches(p -> p.status() == 503 && p.retryAfter().isPresent())
                    .hasMessageContaining("paused");
        }
        JsonNode set = json("resume", "bulk");
        assertThat(set.path("paused").asBoolean()).isFalse();
        assertThat(set.path("by").asText()).isEqualTo("operator");
        assertThat(client.job(waits.id()).json().path("queue").has("paused")).isFalse();
        client.cancel(waits.id());
        assertThat(run("pause", "bluk"))
                .matches(o -> o.code() == 1 && o.err().contains("tier"), "names the field");
        assertThat(run("pause", "bulk", "--pool", "none"))
                .matches(o -> o.code() == 1 && o.err().startsWith("pool: "), "names the field");
    }

    @Test
    void purge_saysHowMany_asks_andEndsEachOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(submit("standard").id());
        }
        String other = submit("bulk").id();
        await().atMost(SOON)
                .until(() -> json("jobs", "--tier", "standard", "--state", "queued").size() == 3);
        assertThat(run("purge")).matches(o -> o.code() == 2 && o.err().contains("--tenant"));
        assertThat(json("purge", "--tier", "standard").path("matching").asInt()).isEqualTo(3);
        assertThat(answering("n\n", "purge", "--tier", "standard"))
                .matches(o -> o.code() == 1 && o.out().contains("Cancel 3 job(s)"));
        assertThat(client.job(ids.getFirst()).state()).isEqualTo("queued");

        assertThat(answering("y\n", "purge", "--tier", "standard"))
                .matches(o -> o.code() == 0 && o.out().contains("3 job(s) were cancelled"));
        for (String id : ids) {
            assertThat(client.await(id, SOON).state()).isEqualTo("cancelled");
            long ends =
                    json("jobs", id)
                            .path("history")
                            .valueStream()
                            .filter(e -> e.path("event").asText().equals("cancelled"))
                            .count();
            assertThat(ends).isOne();
        }
        assertThat(client.job(other).state()).isEqualTo("queued");
        assertThat(json("purge", "--tenant", "local", "--yes").path("cancelled").asInt())
                .isPositive();
        cancelAll();
    }

    private static Outcome answering(String text, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aDeadJobIsReplayed_once_unlessAgain() throws Exception {
        JobStatus job = submit("standard");
        client.cancel(job.id());
        try (RecordSender sender =
                new RecordSender(
                        cluster.bootstrapServers(), Duration.ZERO, Duration.ofSeconds(10))) {
            Problem reason = Problem.of(ErrorCode.ATTEMPTS_EXHAUSTED, "it was begun 3 times");
            Origin origin = new Origin("jobs.default.standard", 7, 4, "worker-x");
            byte[] record = recordOf(job.id());
            long readable =
                    sender.send(Topics.DEAD, job.id(), record, DeadLetter.headers(reason, origin))
                            .join();
            long broken =
                    sender.send(
                                    Topics.DEAD,
                                    "unreadable",
                                    "{no".getBytes(UTF_8),
                                    DeadLetter.headers(reason, origin))
                            .join();

            assertThat(run("dead", "list").out())
                    .contains("attempts_exhausted", job.id(), "worker-x", "it was begun 3 times");
            JsonNode shown = json("dead", "show", Long.toString(readable));
            assertThat(shown.path("record").path("job").path("id").asText()).isEqualTo(job.id());
            assertThat(shown.path("deliveries").asText()).isEqualTo("4");
            assertThat(json("dead", "show", Long.toString(broken)).path("text").asText())
                    .isEqualTo("{no");

            JsonNode replay = json("dead", "replay", Long.toString(readable));
            assertThat(replay.path("replay_of").asText()).isEqualTo(job.id());
            String id = replay.path("id").asText();
            assertThat(client.job(id).state()).isEqualTo("queued"); // its tenant sees it
            assertThat(client.job(id).json().path("request")).isEqualTo(job.json().path("request"));
            assertThat(client.job(job.id()).state()).isEqualTo("cancelled");
            assertThat(json("dead", "show", Long.toString(readable)).path("replayed_as").asText())
                    .isEqualTo(id);

            assertThat(runOn(1, "dead", "replay", Long.toString(readable)))
                    .matches(o -> o.code() == 1 && o.err().contains(id), "names the first");
            assertThat(run("dead", "replay", Long.toString(readable), "--again").out())
                    .contains(job.id() + " became job_");
            assertThat(run("dead", "replay", Long.toString(broken)))
                    .matches(o -> o.code() == 1 && o.err().contains("cannot be read"));
            assertThat(run("dead", "show", "99999"))
                    .matches(o -> o.code() == 1 && o.err().startsWith("offset: "));
        }
        cancelAll();
    }

    /** As it lies in its topic. */
    private static byte[] recordOf(String id) throws IOException, InterruptedException {
        JsonNode manifest = client.manifest(id);
        return MAPPER.writeValueAsBytes(
                MAPPER.createObjectNode().put("schema", 1).set("job", manifest.path("job")));
    }

    @Test
    void aWorkerDrains_andStaysIdle() throws Exception {
        cancelAll();
        try (Worker worker = cluster.startWorker()) {
            await().atMost(SOON).until(() -> json("workers").toString().contains(worker.name()));
            assertThat(client.await(submit("interactive").id(), SOON).state())
                    .isEqualTo("succeeded");
            assertThat(run("drain", worker.name(), "--wait").out())
                    .contains(worker.name() + " is drained: it holds 0 job(s)");
            assertThat(run("workers").out()).contains(worker.name(), "draining", "0.1.0");
            JobStatus waits = submit("interactive");
            assertThat(client.await(waits.id(), Duration.ofSeconds(3)).state()).isEqualTo("queued");

            try (Worker other = cluster.startWorker()) {
                JsonNode ended = json("jobs", client.await(waits.id(), SOON).id());
                assertThat(ended.path("state").asText()).isEqualTo("succeeded");
                assertThat(ended.path("attempts").get(0).path("worker").asText())
                        .isEqualTo(other.name());
                assertThat(ended.path("timings").path("phase_millis")).isNotEmpty();
            }
        }
        assertThat(run("drain", "nobody"))
                .matches(o -> o.code() == 1 && o.err().startsWith("worker: "), "names the field");
    }

    @Test
    void whoIsNoOperatorFindsNothingHere() throws Exception {
        for (String path :
                List.of("jobs", "queue", "workers", "dead", "nonsense", "jobs?limit=x")) {
            assertThat(assertThrows(ApiProblem.class, () -> client.get("/v1/operator/" + path)))
                    .matches(p -> p.status() == 404, path);
        }
    }
}
