package io.kuotu.cli.bench;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.batch.DeviceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A photo through the whole cluster, one after another: what comes on top of the model's time. */
final class ClusterBench {
    private static final int WARM_UP = 4;
    private static final int JOBS = 20;

    private final Standalone cluster;
    private final Path photo;

    ClusterBench(Standalone cluster, Path photo) {
        this.cluster = cluster;
        this.photo = photo;
    }

    List<Figure> run() throws IOException, InterruptedException {
        DeviceModels models = cluster.workers().getFirst().device().models();
        double[] overheadMs = new double[JOBS];
        double[] totalMs = new double[JOBS];
        double[] acceptMs = new double[JOBS];
        try (KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            for (int i = -WARM_UP; i < JOBS; i++) {
                long forwardBefore = models.forwardNanos();
                long submitted = System.nanoTime();
                JobStatus queued =
                        client.expand(
                                photo,
                                client.newRequest()
                                        .put("aspect_ratio", "16:9")
                                        .put("seed", i + WARM_UP));
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
                if (i >= 0) {
                    acceptMs[i] = (accepted - submitted) / 1e6;
                    totalMs[i] = (notified[0] - submitted) / 1e6;
                    overheadMs[i] =
                            (notified[0] - accepted - (models.forwardNanos() - forwardBefore))
                                    / 1e6;
                }
            }
        }
        return List.of(
                Figure.of(
                        "accept: submitted to 202, median",
                        Numbers.percentile(acceptMs, 0.5),
                        "ms"),
                Figure.atMost(
                        "overhead: accepted to notified, less forwards, median",
                        Numbers.percentile(overheadMs, 0.5),
                        "ms",
                        50),
                Figure.of("overhead, p95", Numbers.percentile(overheadMs, 0.95), "ms"),
                Figure.atMost(
                        "640x480 to 16:9, submitted to notified, median",
                        Numbers.percentile(totalMs, 0.5),
                        "ms",
                        5000),
                Figure.atMost(
                        "640x480 to 16:9, submitted to notified, slowest",
                        Numbers.percentile(totalMs, 1),
                        "ms",
                        5000));
    }
}
