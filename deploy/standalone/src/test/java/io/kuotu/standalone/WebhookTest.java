package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.DeliveryStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.Gateway;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks as receivers and callers see them. */
class WebhookTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir static Path folder;
    private static WebhookCluster town;

    @BeforeAll
    static void start() throws Exception {
        town = new WebhookCluster(folder);
    }

    @AfterAll
    static void stop() {
        town.close();
    }

    private static List<DeliveryStatus> deliveries(JobId job) throws Exception {
        return town.client.deliveries(job.value());
    }

    private static boolean allAre(String state, JobId job, int count) throws Exception {
        List<DeliveryStatus> found = deliveries(job);
        return found.size() == count && found.stream().allMatch(d -> d.state().equals(state));
    }

    private static boolean allDelivered(List<JobId> jobs) throws Exception {
        for (JobId job : jobs) {
            if (!allAre("delivered", job, 1)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whoFailsFirstHearsAllInOrder_underTheIdsOfTheStream_fromEitherGateway() throws Exception {
        try (WebhookReceiver receiver =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN);
                Gateway second = town.cluster.startGateway();
                KuotuClient there = new KuotuClient(second.endpoint(), town.cluster.apiKey())) {
            Map<String, AtomicInteger> came = new ConcurrentHashMap<>();
            receiver.answers(
                    id ->
                            came.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet() < 3
                                    ? 503
                                    : 200);
            JobId job = town.submit(receiver.url());
            town.live(job);
            await().atMost(LONG).until(() -> allAre("delivered", job, 5));
            List<ServerEvent> stream = new ArrayList<>();
            var _ = there.follow(job.value(), stream::add);
            stream.removeIf(event -> event.id().isEmpty()); // a place in the queue
            List<String> ids = stream.stream().map(ServerEvent::id).toList();
            assertThat(receiver.taken(job.value())).isEqualTo(ids);
            assertThat(receiver.calls()).allMatch(WebhookReceiver.Received::believed);
            assertThat(receiver.calls().stream().map(WebhookReceiver.Received::id).distinct())
                    .containsExactlyElementsOf(
                            ids.stream().map(event -> job + "-" + event).toList());
            for (int i = 0; i < 5; i++) {
                JsonNode told = receiver.lastOf(job + "-" + ids.get(i)).json();
                assertThat(told.path("type").asText()).isEqualTo("job." + stream.get(i).name());
                assertThat(told.path("data")).isEqualTo(stream.get(i).data());
                assertThat(told.has("job")).isEqualTo(i == 4);
            }
            assertThat(
                            receiver.lastOf(job + "-" + ids.getLast())
                                    .json()
                                    .path("job")
                                    .path("state")
                                    .asText())
                    .isEqualTo("succeeded");
            await().atMost(LONG)
                    .untilAsserted(
                            () ->
                                    assertThat(there.deliveries(job.value()))
                                            .isEqualTo(deliveries(job)));
            assertThat(deliveries(job)).allMatch(d -> d.attempts() >= 3);
        }
    }

    @Test
    void whileSecretsRotateTheOldOneIsBelievedToo() throws Exception {
        try (WebhookReceiver receiver =
                WebhookReceiver.start(WebhookCluster.OLD_SECRET, WebhookReceiver.PLAIN)) {
            JobId job = town.submit(receiver.url(), "queued");
            await().atMost(LONG).until(() -> allAre("delivered", job, 1));
            assertThat(receiver.calls()).allMatch(WebhookReceiver.Received::believed);
        }
    }

    @Test
    void whoHangsOrSendsGigabytesKeepsNobodyWaiting() throws Exception {
        try (WebhookReceiver hanging =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.HANGS);
                WebhookReceiver flooding =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.GIGABYTES);
                WebhookReceiver good =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN)) {
            List<JobId> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                held.add(town.submit(hanging.url(), "queued"));
            }
            JobId flooded = town.submit(flooding.url(), "queued");
            Instant start = Instant.now();
            JobId fine = town.submit(good.url(), "queued");
            await().atMost(LONG).until(() -> allAre("delivered", fine, 1));
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
            await().atMost(LONG).until(() -> allAre("delivered", flooded, 1));
            await().atMost(LONG)
                    .until(
                            () ->
                                    deliveries(held.getFirst())
                                            .getFirst()
                                            .json()
                                            .toString()
                                            .contains("it took too long"));
        }
    }

    @Test
    void aThousandJobsThatEndAtOnce() throws Exception {
        try (WebhookReceiver receiver =
                WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN)) {
            SampleJobs samples = new SampleJobs(System.nanoTime());
            List<Job> jobs =
                    Stream.generate(() -> withWebhook(samples.expansion(), receiver.url()))
                            .limit(1000)
                            .toList();
            jobs.forEach(WebhookTest::queue);
            CompletableFuture<?>[] ends =
                    jobs.stream()
                            .map(job -> new JobEvent.Cancelled(job.id(), Instant.now()))
                            .map(town::tell)
                            .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(ends).join();
            await().atMost(LONG).until(() -> receiver.calls().size() >= jobs.size());
            await().atMost(LONG).until(() -> allDelivered(jobs.stream().map(Job::id).toList()));
            assertThat(receiver.calls().stream().map(WebhookReceiver.Received::id).distinct())
                    .hasSize(1000);
            // one that did not end within its limit, on a busy machine, is made again
            int attempts = 0;
            for (Job job : jobs) {
                attempts += deliveries(job.id()).getFirst().attempts();
            }
            assertThat(receiver.calls()).hasSizeBetween(1000, attempts);
            assertThat(attempts).isLessThan(1020);
        }
    }

    private static Job withWebhook(Job plain, String url) {
        return new Job(
                new JobIds(InstantSource.system(), new Random(plain.hashCode())).next(),
                new TenantId("local"),
                plain.tier(),
                plain.pool(),
                plain.spec(),
                plain.source(),
                Instant.now(),
                Instant.now().plus(Duration.ofHours(1)),
                plain.metadata(),
                plain.traceparent(),
                Optional.of(new Webhook(url, Webhook.DEFAULT)));
    }

    private static void queue(Job job) {
        var _ =
                town.sender()
                        .send(
                                Topics.jobs("default", job.tier()),
                                job.id().value(),
                                JobRecord.encode(job));
    }

    @Test
    void theDeadAreSeenByOperators_andRedeliveredByEither() throws Exception {
        try (WebhookReceiver receiver =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN);
                KuotuClient other = town.other()) {
            receiver.answers(_ -> 410);
            JobId job = town.submit(receiver.url());
            town.live(job);
            await().atMost(LONG).until(() -> allAre("dead", job, 5));
            String id = deliveries(job).getFirst().id();
            JsonNode dead = town.client.get("/v1/operations/deliveries?state=dead&limit=5");
            assertThat(dead.path("deliveries").findValuesAsText("id")).contains(id);
            assertThat(dead.path("deliveries").path(0).path("tenant").asText()).isEqualTo("local");
            assertThat(dead.path("deliveries").path(0).path("host").asText())
                    .isEqualTo("127.0.0.1");

            receiver.answers(_ -> 200);
            assertThat(town.client.redeliver(job.value(), id).state()).isEqualTo("dead");
            await().atMost(LONG)
                    .until(() -> deliveries(job).getFirst().state().equals("delivered"));
            assertThat(receiver.came(id)).isEqualTo(2);
            String last = deliveries(job).getLast().id();
            Http http = new Http(town.cluster.endpoint(), town.cluster.apiKey());
            assertThat(
                            http.postJson("/v1/operations/deliveries/" + last + "/redeliver", "")
                                    .status())
                    .isEqualTo(202);
            await().atMost(LONG).until(() -> deliveries(job).getLast().state().equals("delivered"));

            for (String path :
                    List.of("/v1/operations/deliveries", "/v1/jobs/" + job + "/deliveries")) {
                assertThatThrownBy(() -> other.get(path))
                        .isInstanceOfSatisfying(
                                ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
            }
            assertThatThrownBy(() -> other.redeliver(job.value(), id))
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
            assertThatThrownBy(() -> town.client.redeliver(job.value(), job + "-99999999"))
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.field()).contains("delivery"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.com, queued, webhook.url",
        "http://, queued, webhook.url",
        "http://example.com, progress, webhook.events",
    })
    void whatIsWrongWithAWebhookIsToldByName(String url, String event, String field) {
        assertThatThrownBy(() -> town.client.expand(town.photo, town.request(url, List.of(event))))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(e.field()).contains(field);
                        });
    }

    @Test
    void whoHasNoSecretIsRefused() {
        try (KuotuClient other = town.other()) {
            assertThatThrownBy(
                            () ->
                                    other.expand(
                                            town.photo,
                                            town.request("https://example.com/x", List.of())))
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            e -> {
                                assertThat(e.status()).isEqualTo(422);
                                assertThat(e.code()).isEqualTo("webhook_unsigned");
                                assertThat(e.field()).contains("webhook");
                            });
        }
    }

    @Test
    void theJobShowsItsWebhook() throws Exception {
        JobId job = town.submit("https://example.invalid/x", "failed");
        JsonNode json = town.client.job(job.value()).json();
        assertThat(json.path("webhook").path("events").path(0).asText()).isEqualTo("failed");
        assertThat(json.path("links").path("deliveries").asText())
                .isEqualTo("/v1/jobs/" + job + "/deliveries");
        assertThat(deliveries(job)).isEmpty();
    }
}
