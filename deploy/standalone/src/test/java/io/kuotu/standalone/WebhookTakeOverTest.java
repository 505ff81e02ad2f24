package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.DeliveryStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.JobId;
import io.kuotu.common.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was to be told is told, whoever dies on the way. */
class WebhookTakeOverTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private static boolean allDelivered(KuotuClient client, List<JobId> jobs) throws Exception {
        for (JobId job : jobs) {
            List<DeliveryStatus> found = client.deliveries(job.value());
            if (found.size() < 5 || found.stream().anyMatch(d -> !d.state().equals("delivered"))) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> callersOf(KuotuClient client, List<JobId> jobs) throws Exception {
        Set<String> callers = new HashSet<>();
        for (JobId job : jobs) {
            for (DeliveryStatus delivery : client.deliveries(job.value())) {
                for (JsonNode attempt : delivery.json().path("attempts")) {
                    callers.add(attempt.path("gateway").asText());
                }
            }
        }
        return callers;
    }

    /** Of the gateway that is not killed. */
    private static double shares(WebhookCluster town) throws Exception {
        Http http = new Http(town.cluster.endpoint(), "");
        String metrics = new String(http.get("/metrics").raw().body(), UTF_8);
        return metrics.lines()
                .filter(line -> line.startsWith("kuotu_gateway_duty_shares "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ofAKilledGatewayTheOtherGoesOn_inOrder_underTheSameIds() throws Exception {
        try (WebhookCluster town = new WebhookCluster(folder);
                WebhookReceiver receiver =
                        WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN)) {
            Process doomed = GatewayProcess.start(town.cluster, folder);
            receiver.answers(_ -> 500);
            await().atMost(LONG).until(() -> shares(town) < Topics.DUTY_SHARES);
            List<JobId> jobs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                jobs.add(town.submit(receiver.url()));
                town.live(jobs.getLast());
            }
            await().atMost(LONG).until(() -> callersOf(town.client, jobs).size() == 2);
            doomed.destroyForcibly().waitFor();
            Instant death = Instant.now();
            receiver.answers(_ -> 200);
            await().atMost(LONG).until(() -> allDelivered(town.client, jobs));
            assertThat(Duration.between(death, Instant.now())).isLessThan(Duration.ofSeconds(30));
            for (JobId job : jobs) {
                List<String> ids =
                        town.client.deliveries(job.value()).stream()
                                .map(DeliveryStatus::eventId)
                                .toList();
                assertThat(receiver.taken(job.value())).isEqualTo(ids);
            }
            assertThat(receiver.calls()).allMatch(WebhookReceiver.Received::believed);
        }
    }

    @Test
    void aRestartOfEverythingForgetsNothing_andRepeatsNothing() throws Exception {
        try (WebhookReceiver receiver =
                WebhookReceiver.start(WebhookCluster.SECRET, WebhookReceiver.PLAIN)) {
            JobId job;
            try (WebhookCluster town = new WebhookCluster(folder)) {
                job = town.submit(receiver.url());
                await().atMost(LONG)
                        .until(
                                () ->
                                        town.client.deliveries(job.value()).stream()
                                                .anyMatch(d -> d.state().equals("delivered")));
                receiver.answers(_ -> 500);
                town.live(job);
                await().atMost(LONG)
                        .until(
                                () ->
                                        town.client.deliveries(job.value()).stream()
                                                .anyMatch(
                                                        d ->
                                                                d.attempts() > 0
                                                                        && d.state()
                                                                                .equals(
                                                                                        "pending")));
            }
            receiver.answers(_ -> 200);
            try (WebhookCluster again = new WebhookCluster(folder)) {
                await().atMost(LONG).until(() -> allDelivered(again.client, List.of(job)));
                assertThat(receiver.came(job + "-queued")).isEqualTo(1);
                assertThat(receiver.taken(job.value())).hasSize(5);
            }
        }
    }
}
