package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.SubmitOptions;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.standalone.Collector.Told;
import io.kuotu.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces as a collector sees them, over both programs. */
class TraceTest {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final String CALLERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final String JOBS = "jobs.default.standard";

    @TempDir static Path folder;
    private static Collector collector;
    private static Standalone cluster;
    private static KuotuClient client;
    private static Path photo;

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        Map<String, String> settings = new HashMap<>(SharedCluster.ONE_THREAD);
        settings.putAll(SharedCluster.CALLS_HERE);
        settings.put("kuotu.tenants.local.webhook-secrets", WebhookCluster.SECRET);
        settings.put("kuotu.worker.profile.budget", "PT0S");
        settings.put("kuotu.worker.retry.most", "0"); // or a phase may come twice
        settings.put("kuotu.traces.exporter", "otlp");
        settings.put("kuotu.traces.endpoint", collector.endpoint());
        settings.put("kuotu.traces.every", "PT0.1S");
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"), 0, SharedCluster.MODELS, 0, settings));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
        collector.close();
    }

    private static ObjectNode request() {
        return client.newRequest().put("aspect_ratio", "16:9").put("steps", 2);
    }

    private static Told one(Collection<Told> spans, String name) {
        List<Told> found = spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static List<Told> awaitSpans(String job, Predicate<List<Told>> all) {
        return await().atMost(LONG).until(() -> collector.ofJob(job), all);
    }

    private static boolean has(List<Told> spans, String name) {
        return spans.stream().anyMatch(span -> span.name().equals(name));
    }

    @Test
    void aJobIsOneTrace_fromTheCallerOverBothProgramsToItsWebhook() throws Exception {
        Collection<String> heard = new ConcurrentLinkedQueue<>();
        WebhookReceiver.Manner notes =
                (exchange, status) -> {
                    heard.add(exchange.getRequestHeaders().getFirst("traceparent"));
                    WebhookReceiver.PLAIN.answer(exchange, status);
                };
        try (Worker worker = cluster.startWorker();
                WebhookReceiver receiver = WebhookReceiver.start(WebhookCluster.SECRET, notes)) {
            ObjectNode request = request();
            request.putObject("webhook")
                    .put("url", receiver.url())
                    .putArray("events")
                    .add("succeeded");
            String parent = "00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-01";
            JobStatus job =
                    client.expand(photo, request, SubmitOptions.fresh().withTraceparent(parent));
            assertThat(client.follow(job.id(), _ -> {}).state()).isEqualTo("succeeded");
            List<Told> spans =
                    await().atMost(LONG)
                            .until(
                                    () -> collector.ofTrace(CALLERS_TRACE),
                                    all -> has(all, "POST") && has(all, "process " + JOBS));

            Told server = one(spans, "POST /v1/expansions");
            assertThat(server.parent()).isEqualTo(CALLERS_SPAN);
            assertThat(server.kind()).isEqualTo("SERVER");
            assertThat(server.program()).isEqualTo("kuotu-gateway");
            assertThat(server.attribute("http.response.status_code")).isEqualTo("202");
            assertThat(server.attribute("kuotu.job")).isEqualTo(job.id());
            Told sent = one(spans, "send " + JOBS);
            assertThat(sent.kind()).isEqualTo("PRODUCER");
            Told webhook = one(spans, "POST");
            assertThat(webhook.kind()).isEqualTo("CLIENT");
            assertThat(heard).containsExactly("00-" + CALLERS_TRACE + "-" + webhook.id() + "-01");
            for (String part : List.of("validate", "find source", "store source", "claim")) {
                assertThat(one(spans, part).parent()).as(part).isEqualTo(server.id());
            }
            assertThat(List.of(sent.parent(), webhook.parent())).containsOnly(server.id());

            Told process = one(spans, "process " + JOBS);
            assertThat(process.parent()).isEqualTo(sent.id());
            assertThat(process.program()).isEqualTo("kuotu-worker");
            assertThat(process.kind()).isEqualTo("CONSUMER");
            assertThat(process.attribute("kuotu.worker")).isEqualTo(worker.name());
            assertThat(process.attribute("kuotu.attempt")).isEqualTo("1");
            assertThat(process.attribute("kuotu.outcome")).isEqualTo("succeeded");
            for (String phase : List.of("prepare", "denoise", "finish", "upscale", "upload")) {
                assertThat(one(spans, phase).parent()).as(phase).isEqualTo(process.id());
            }
            Told denoise = one(spans, "denoise");
            for (String part : List.of("slot", "encode canvas", "steps", "decode")) {
                assertThat(one(spans, part).parent()).as(part).isEqualTo(denoise.id());
            }
            assertThat(one(spans, "steps").attribute("kuotu.runs")).isEqualTo("2");
            assertThat(one(spans, "steps").attribute("kuotu.batch.most")).isEqualTo("1");
        }
    }

    @Test
    void anAttemptThatIsKilledHasLeftATrace_theNextOneIsBesideIt() throws Exception {
        JobStatus job = client.expand(photo, request().put("steps", 100));
        Process doomed = WorkerProcess.start(cluster, folder);
        awaitSpans(job.id(), spans -> has(spans, "receive " + JOBS));
        DeathAndRestartTest.awaitProgress(client, job);
        doomed.destroyForcibly().waitFor();
        try (Worker worker = cluster.startWorker()) {
            assertThat(client.follow(job.id(), _ -> {}).state()).isEqualTo("succeeded");
            List<Told> spans = awaitSpans(job.id(), all -> has(all, "process " + JOBS));
            Told process = one(spans, "process " + JOBS);
            assertThat(process.attribute("kuotu.attempt")).isEqualTo("2");
            List<Told> received =
                    spans.stream().filter(s -> s.name().equals("receive " + JOBS)).toList();
            assertThat(received).hasSize(2);
            assertThat(received.stream().map(Told::kind)).containsOnly("CONSUMER");
            assertThat(received.stream().map(s -> s.attribute("kuotu.worker")).distinct())
                    .hasSize(2)
                    .contains(worker.name());
            assertThat(received.stream().map(Told::parent)).containsOnly(process.parent());
        }
    }

    @Test
    void aTraceparentThatIsNoneIsAsGoodAsAbsent() throws Exception {
        Http http = new Http(cluster.endpoint(), cluster.apiKey());
        for (String bad :
                List.of(
                        "nonsense",
                        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")) {
            Http.Answer answer =
                    http.send(http.request("/v1/models").header("traceparent", bad).GET());
            assertThat(answer.status()).isEqualTo(200);
            String place = answer.raw().headers().firstValue("traceresponse").orElseThrow();
            assertThat(place).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
            String trace = place.substring(3, 35);
            assertThat(trace).isNotEqualTo(CALLERS_TRACE);
            await().atMost(LONG).until(() -> !collector.ofTrace(trace).isEmpty());
            Told server = one(collector.ofTrace(trace), "GET /v1/models");
            assertThat(server.parent()).isEmpty();
        }
    }

    @Test
    void whoSharesARunLinksToTheTraceOfWhoeverBegan() throws Exception {
        ObjectNode same = request().put("seed", 5);
        JobStatus leader = client.expand(photo, same);
        JobStatus follower = client.expand(photo, same);
        Told began = one(awaitSpans(leader.id(), spans -> has(spans, "claim")), "claim");
        Told shares = one(awaitSpans(follower.id(), spans -> has(spans, "claim")), "claim");
        assertThat(began.attribute("kuotu.outcome")).isEqualTo("leads");
        assertThat(began.linkedTraces()).isEmpty();
        assertThat(shares.attribute("kuotu.outcome")).isEqualTo("follows");
        assertThat(shares.linkedTraces()).containsExactly(began.trace());
        assertThat(shares.trace()).isNotEqualTo(began.trace());
        var _ = client.cancel(follower.id());
        var _ = client.cancel(leader.id());
    }
}
