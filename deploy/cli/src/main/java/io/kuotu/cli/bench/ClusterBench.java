package io.kuotu.cli.bench;

import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Photos through the whole cluster, one after another, with the default model of its worker. */
final class ClusterBench {
    private static final int WARM_UP = 4;
    private static final int JOBS = 20;

    private final Standalone cluster;

    ClusterBench(Standalone cluster) {
        this.cluster = cluster;
    }

    /** What comes on top of the models' time; of a photo of 640x480. */
    List<Figure> overhead(Path photo) throws IOException, InterruptedException {
        List<JobTimes> jobs = run(photo);
        return List.of(
                Figure.of(
                        "accept: submitted to 202, median",
                        percentile(jobs, JobTimes::acceptMs, 0.5),
                        "ms"),
                Figure.atMost(
                        "overhead: accepted to notified, less forwards, median",
                        percentile(jobs, JobTimes::overheadMs, 0.5),
                        "ms",
                        50),
                Figure.of("overhead, p95", percentile(jobs, JobTimes::overheadMs, 0.95), "ms"),
                Figure.atMost(
                        "640x480 to 16:9, submitted to notified, median",
                        percentile(jobs, JobTimes::totalMs, 0.5),
                        "ms",
                        5000),
                Figure.atMost(
                        "640x480 to 16:9, submitted to notified, slowest",
                        percentile(jobs, JobTimes::totalMs, 1),
                        "ms",
                        5000));
    }

    /** Of a photo of 1024x768. */
    List<Figure> warmPhoto(Path photo) throws IOException, InterruptedException {
        List<JobTimes> jobs = run(photo);
        return List.of(
                Figure.atMost(
                        "1024x768 to 16:9, submitted to notified, median",
                        percentile(jobs, JobTimes::totalMs, 0.5),
                        "ms",
                        3000),
                Figure.of(
                        "1024x768 to 16:9, submitted to notified, slowest",
                        percentile(jobs, JobTimes::totalMs, 1),
                        "ms"),
                Figure.atMost(
                        "1024x768 to 16:9, texture, slowest",
                        percentile(jobs, JobTimes::textureMs, 1),
                        "ms",
                        300));
    }

    private List<JobTimes> run(Path photo) throws IOException, InterruptedException {
        List<JobTimes> measured = new ArrayList<>();
        try (KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            for (int i = 0; i < WARM_UP + JOBS; i++) {
                JobTimes times = JobTimes.of(cluster, client, photo, i);
                if (i >= WARM_UP) {
                    measured.add(times);
                }
            }
        }
        return measured;
    }

    private static double percentile(
            List<JobTimes> jobs, ToDoubleFunction<JobTimes> of, double share) {
        return Numbers.percentile(jobs.stream().mapToDouble(of).toArray(), share);
    }
}
