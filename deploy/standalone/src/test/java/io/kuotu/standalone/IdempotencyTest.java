package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.SubmitOptions;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request that is sent again makes no second job, wherever and whenever it is sent. */
class IdempotencyTest {
    private static final int DUPLICATES = 200;

    private static ClaimCluster cluster;
    private static String photo;

    @BeforeAll
    static void connect() throws Exception {
        cluster = new ClaimCluster();
        photo =
                "data:image/jpeg;base64,"
                        + Base64.getEncoder()
                                .encodeToString(
                                        SamplePictures.encode(
                                                SamplePictures.gradient(90, 70), "jpeg"));
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private static String body(int steps) {
        return "{\"image\":\"" + photo + "\",\"margins\":{\"left\":20},\"steps\":" + steps + "}";
    }

    private static Http.Answer send(Http http, String key, String body) throws Exception {
        return http.send(
                http.request("/v1/expansions")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static boolean isReplay(Http.Answer answer) {
        return answer.raw().headers().firstValue("Idempotency-Replayed").orElse("").equals("true");
    }

    private static String id(Http.Answer answer) {
        return answer.json().path("id").asText();
    }

    @Test
    void racingDuplicatesOnTwoGatewaysAreOneJob() throws Exception {
        String key = newKey();
        List<Future<Http.Answer>> sent = new ArrayList<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < DUPLICATES; i++) {
                Http http = i % 2 == 0 ? cluster.hereHttp : cluster.thereHttp;
                sent.add(all.submit(() -> send(http, key, body(2))));
            }
        }
        Set<String> ids = new HashSet<>();
        int firsts = 0;
        for (Future<Http.Answer> one : sent) {
            Http.Answer answer = one.get();
            assertThat(answer.status()).as(answer.detail()).isIn(200, 202);
            ids.add(id(answer));
            firsts += isReplay(answer) ? 0 : 1;
        }
        assertThat(ids).hasSize(1);
        assertThat(firsts).as("answers to a first request").isEqualTo(1);
        assertThat(cluster.end(ids.iterator().next()).state()).isEqualTo("succeeded");
        assertThat(cluster.recordsOf(ids)).isEqualTo(1);
    }

    @Test
    void aReplayAnswersWithTheFirstJob_alsoAfterItsEnd_onEachGateway() throws Exception {
        String key = newKey();
        Http.Answer first = send(cluster.hereHttp, key, body(1));
        assertThat(first.status()).isEqualTo(202);
        assertThat(isReplay(first)).isFalse();
        cluster.end(id(first));
        for (Http http : List.of(cluster.hereHttp, cluster.thereHttp)) {
            Http.Answer again = send(http, key, body(1));
            assertThat(again.status()).isEqualTo(200);
            assertThat(isReplay(again)).isTrue();
            assertThat(id(again)).isEqualTo(id(first));
            assertThat(again.json().path("state").asText()).isEqualTo("succeeded");
            assertThat(again.raw().headers().firstValue("Location"))
                    .hasValue("/v1/jobs/" + id(first));
        }
    }

    @Test
    void theOrderOfFieldsDoesNotMatter_anotherBodyDoes() throws Exception {
        String key = newKey();
        Http.Answer first = send(cluster.hereHttp, key, body(1));
        Http.Answer same =
                send(
                        cluster.thereHttp,
                        key,
                        "{\"steps\":1, \"margins\":{\"left\":20}, \"image\":\"" + photo + "\"}");
        assertThat(id(same)).isEqualTo(id(first));
        for (Http http : List.of(cluster.hereHttp, cluster.thereHttp)) {
            Http.Answer other = send(http, key, body(2));
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("idempotency_mismatch");
            assertThat(other.field()).isEqualTo("Idempotency-Key");
        }
    }

    @Test
    void filesInFormsCountByTheirBytes() throws Exception {
        Path file = Files.createTempFile("photo", ".png");
        Files.write(file, SamplePictures.encode(SamplePictures.gradient(90, 70), "png"));
        var request = cluster.here.newRequest().put("aspect_ratio", "16:9").put("steps", 1);
        String key = newKey();
        JobStatus first = cluster.here.expand(file, request, SubmitOptions.fresh().withKey(key));
        assertThat(cluster.there.expand(file, request, SubmitOptions.fresh().withKey(key)).id())
                .isEqualTo(first.id());
        Files.write(file, SamplePictures.encode(SamplePictures.gradient(91, 70), "png"));
        assertThatThrownBy(
                        () ->
                                cluster.there.expand(
                                        file, request, SubmitOptions.fresh().withKey(key)))
                .hasMessageContaining("the key belongs to another request");
        Files.delete(file);
    }

    @Test
    void anotherTenantsKeyIsAnother() throws Exception {
        String key = newKey();
        Http other = new Http(SharedCluster.cluster().endpoint(), SharedCluster.OTHER_KEY);
        Http.Answer mine = send(cluster.hereHttp, key, body(1));
        Http.Answer theirs = send(other, key, body(2));
        assertThat(theirs.status()).isEqualTo(202);
        assertThat(id(theirs)).isNotEqualTo(id(mine));
    }

    @Test
    void whatIsRefusedTakesNoKey() throws Exception {
        String key = newKey();
        String broken = "{\"image\":\"data:image/png;base64,AAAA\",\"margins\":{\"left\":20}}";
        assertThat(send(cluster.hereHttp, key, broken).status()).isEqualTo(422);
        assertThat(send(cluster.thereHttp, key, body(1)).status()).isEqualTo(202);
    }

    @Test
    void keysAreVisibleCharacters_oneTo255() throws Exception {
        for (String key : List.of("", "two words", "k".repeat(256))) {
            Http.Answer refused = send(cluster.hereHttp, key, body(1));
            assertThat(refused.status()).as(key).isEqualTo(400);
            assertThat(refused.field()).as(key).isEqualTo("Idempotency-Key");
        }
        assertThat(send(cluster.hereHttp, newKey() + "~".repeat(219), body(1)).status())
                .isEqualTo(202);
    }

    @Test
    void aClaimWhoseGatewayDiedIsCarriedOut() throws Exception {
        Http.Answer done = send(cluster.hereHttp, newKey(), body(1));
        cluster.end(id(done));
        Job like =
                JsonCodec.decode(
                                cluster.hereHttp
                                        .get("/v1/jobs/" + id(done) + "/manifest")
                                        .raw()
                                        .body(),
                                JobManifest.class)
                        .job();
        Instant now = Instant.now();
        Job claimed =
                new Job(
                        new JobIds(InstantSource.system(), new SecureRandom()).next(),
                        like.tenant(),
                        like.tier(),
                        like.pool(),
                        like.spec(),
                        like.source(),
                        now,
                        now.plus(Duration.ofMinutes(5)),
                        like.metadata(),
                        like.traceparent());
        JobEvent.Key key = new JobEvent.Key("0".repeat(64), "1".repeat(64));
        try (RecordSender dying =
                new RecordSender(
                        SharedCluster.cluster().bootstrapServers(),
                        Duration.ZERO,
                        Duration.ofSeconds(10))) {
            var _ =
                    dying.send(
                            Topics.EVENTS,
                            claimed.id().value(),
                            JsonCodec.encode(
                                    new JobEvent.Claimed(
                                            claimed, Optional.of(key), Optional.empty())));
        }
        String id = claimed.id().value();
        assertThat(cluster.there.job(id).state()).isEqualTo("queued");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cluster.here.job(id).state().equals("succeeded"));
        assertThat(cluster.recordsOf(Set.of(id))).isBetween(1L, 2L);
    }
}
