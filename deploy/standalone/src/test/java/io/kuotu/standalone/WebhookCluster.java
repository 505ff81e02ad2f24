package io.kuotu.standalone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.admission.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A cluster without workers that may call this machine; what workers would tell, tests tell. */
final class WebhookCluster implements AutoCloseable {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    static final String OTHER_KEY = "the key of who has no secret";

    final Standalone cluster;
    final KuotuClient client;
    final Path photo;
    private final RecordSender sender;

    /** What lies in the folder already is taken up again. */
    WebhookCluster(Path folder) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(SharedCluster.ONE_THREAD);
        settings.put("kuotu.tenants.local.webhook-secrets", OLD_SECRET + "," + SECRET);
        settings.put("kuotu.tenants.local.operator", "true");
        settings.put("kuotu.tenants.other.key-sha256", Tenants.sha256(OTHER_KEY));
        settings.put("kuotu.gateway.take-over-after", "PT6S");
        settings.putAll(SharedCluster.CALLS_HERE);
        settings.put("kuotu.gateway.webhook.call-within", "PT2S");
        settings.put("kuotu.gateway.webhook.retries", "PT0.3S,PT0.5S,PT1S" + ",PT2S".repeat(60));
        this.cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"), 0, SharedCluster.MODELS, 0, settings));
        this.client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
        this.sender =
                new RecordSender(
                        cluster.bootstrapServers(), Duration.ofMillis(1), Duration.ofSeconds(10));
        this.photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
    }

    RecordSender sender() {
        return sender;
    }

    KuotuClient other() {
        return new KuotuClient(cluster.endpoint(), OTHER_KEY);
    }

    ObjectNode request(String url, List<String> events) {
        ObjectNode request = client.newRequest().put("aspect_ratio", "16:9");
        ObjectNode webhook = request.putObject("webhook").put("url", url);
        if (!events.isEmpty()) {
            ArrayNode wanted = webhook.putArray("events");
            events.forEach(wanted::add);
        }
        return request;
    }

    /** With all kinds of events, or those given. */
    JobId submit(String url, String... events) throws IOException, InterruptedException {
        List<String> wanted =
                events.length > 0
                        ? List.of(events)
                        : List.of(
                                "queued",
                                "started",
                                "requeued",
                                "succeeded",
                                "failed",
                                "cancelled");
        return new JobId(client.expand(photo, request(url, wanted)).id());
    }

    /** A worker began, handed it back, another began and ended it: four events. */
    void live(JobId job) {
        var _ = tell(new JobEvent.Started(job, Instant.now(), "worker-1", 1, "b@1"));
        Problem reason = Problem.of(ErrorCode.SHUTTING_DOWN, "the worker stops");
        var _ = tell(new JobEvent.Requeued(job, Instant.now(), reason));
        var _ = tell(new JobEvent.Started(job, Instant.now(), "worker-2", 2, "b@1"));
        tell(new JobEvent.Succeeded(job, Instant.now(), List.of())).join();
    }

    CompletableFuture<Long> tell(JobEvent event) {
        return sender.send(Topics.EVENTS, event.id().value(), JsonCodec.encode(event));
    }

    @Override
    public void close() {
        client.close();
        sender.close();
        cluster.close();
    }
}
