package io.kuotu.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.batch.Devices;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What one job took, seen by its client.
 *
 * @param acceptMs submitted to 202
 * @param totalMs submitted to notified
 * @param overheadMs accepted to notified, less what the device spent inside of models
 * @param textureMs of it, laying in the source's texture
 */
record JobTimes(double acceptMs, double totalMs, double overheadMs, double textureMs) {
    /** Runs one job to its end, alone. */
    static JobTimes of(Standalone cluster, KuotuClient client, Path photo, int seed)
            throws IOException, InterruptedException {
        Devices models = cluster.workers().getFirst().devices();
        long forwardBefore = models.forwardNanos();
        long submitted = System.nanoTime();
        JobStatus queued =
                client.expand(
                        photo, client.newRequest().put("aspect_ratio", "16:9").put("seed", seed));
        long accepted = System.nanoTime();
        long[] notified = new long[1];
        JobStatus ended =
                client.follow(
                        queued.id(),
                        event -> {
                            if (event.isEnd()) {
                                notified[0] = System.nanoTime();
                            }
                        });
        if (!ended.hasSucceeded()) {
            throw new IOException(
                    "a job " + ended.state() + ended.error().map(e -> ": " + e).orElse(""));
        }
        long forward = models.forwardNanos() - forwardBefore;
        JsonNode millis =
                client.get("/v1/jobs/" + queued.id() + "/manifest").path("making").path("millis");
        return new JobTimes(
                (accepted - submitted) / 1e6,
                (notified[0] - submitted) / 1e6,
                (notified[0] - accepted - forward) / 1e6,
                millis.path("texture").asDouble());
    }
}
