package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is told to stop, as load balancers and readers of events see it. */
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void itIsUnreadyAtOnce_servesOn_sendsItsReadersAwayAndTheyGoOnElsewhere() throws Exception {
        Path photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
        try (Standalone cluster =
                        Standalone.start(
                                new Standalone.Options(
                                        folder.resolve("data"),
                                        0,
                                        SharedCluster.MODELS,
                                        0,
                                        SharedCluster.ONE_THREAD));
                KuotuClient stays = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            Gateway leaves = cluster.startGateway(Map.of("kuotu.gateway.unready-for", "PT4S"));
            Http http = new Http(leaves.endpoint(), cluster.apiKey());
            JobStatus job = stays.expand(photo, stays.newRequest().put("aspect_ratio", "16:9"));
            assertThat(http.get("/readyz").status()).isEqualTo(200);
            HttpResponse<InputStream> stream =
                    HttpClient.newHttpClient()
                            .send(
                                    http.request("/v1/jobs/" + job.id() + "/events").build(),
                                    HttpResponse.BodyHandlers.ofInputStream());

            Thread closing = Thread.ofPlatform().start(leaves::close);
            await().atMost(LONG).until(() -> http.get("/readyz").status() == 503);
            assertThat(http.get("/livez").status()).isEqualTo(200);
            assertThat(http.get("/v1/jobs/" + job.id()).status()).isEqualTo(200);
            assertThat(closing.isAlive()).isTrue();
            String told = rest(stream);
            closing.join();
            assertThat(told).contains("id: queued").contains("shutting-down");

            List<ServerEvent> elsewhere = new ArrayList<>();
            var _ = stays.cancel(job.id());
            assertThat(stays.follow(job.id(), elsewhere::add).state()).isEqualTo("cancelled");
            assertThat(elsewhere.getLast().isEnd()).isTrue();
        }
    }

    private static String rest(HttpResponse<InputStream> stream) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            return lines.lines().collect(Collectors.joining("\n"));
        }
    }
}
