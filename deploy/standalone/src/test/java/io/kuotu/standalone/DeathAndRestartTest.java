package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.config.SettingsSources;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.worker.Worker;
import io.kuotu.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted is ended, whoever dies on the way. */
class DeathAndRestartTest {
    @TempDir Path folder;
    private Path photo;

    @BeforeEach
    void makePhoto() throws IOException {
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
    }

    private Standalone cluster(int workers) throws InterruptedException {
        return Standalone.start(
                new Standalone.Options(
                        folder.resolve("data"),
                        0,
                        SharedCluster.MODELS,
                        workers,
                        SharedCluster.ONE_THREAD));
    }

    private JobStatus submit(KuotuClient client, int steps) throws Exception {
        return client.expand(
                photo,
                client.newRequest().put("aspect_ratio", "16:9").put("steps", steps).put("seed", 1));
    }

    static void awaitProgress(KuotuClient client, JobStatus job) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.job(job.id()).json().path("progress").path("step").asInt() > 2);
    }

    @Test
    void aKilledWorkersJobIsEndedByAnother_once() throws Exception {
        try (Standalone cluster = cluster(0);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            JobStatus job = submit(client, 100);
            Process doomed = WorkerProcess.start(cluster, folder);
            awaitProgress(client, job);
            doomed.destroyForcibly().waitFor();
            List<ServerEvent> events = new ArrayList<>();
            try (Worker _ = cluster.startWorker()) {
                JobStatus ended = client.follow(job.id(), events::add);
                assertThat(ended.state()).isEqualTo("succeeded");
                assertThat(ended.json().path("attempt").asInt()).isEqualTo(2);
                assertThat(client.output(job.id(), 0)).hasSizeGreaterThan(1000);
            }
            assertThat(events.stream().filter(ServerEvent::isEnd)).hasSize(1);
            assertThat(events.stream().filter(e -> e.name().equals("started"))).hasSize(2);
        }
    }

    @Test
    void aWorkerThatIsToldToStopHandsItsJobBack() throws Exception {
        try (Standalone cluster = cluster(0);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            JobStatus job = submit(client, 100);
            Map<String, String> impatient = cluster.workerSettings();
            impatient.put("kuotu.worker.drain-grace", "PT0.2S");
            Worker first =
                    Worker.start(
                            WorkerSettings.load(SettingsSources.of(impatient)),
                            InstantSource.system());
            awaitProgress(client, job);
            first.close();
            assertThat(client.job(job.id()).state()).isEqualTo("queued");
            List<ServerEvent> events = new ArrayList<>();
            try (Worker _ = cluster.startWorker()) {
                assertThat(client.follow(job.id(), events::add).state()).isEqualTo("succeeded");
            }
            assertThat(events.stream().map(ServerEvent::name)).contains("requeued");
        }
    }

    @Test
    void whatIsQueuedAndWhatIsDoneSurviveARestart() throws Exception {
        JobStatus done;
        JobStatus queued;
        try (Standalone cluster = cluster(1);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            done = client.follow(submit(client, 1).id(), _ -> {});
            cluster.workers().getFirst().close();
            queued = submit(client, 2);
        }
        try (Standalone again = cluster(1);
                KuotuClient client = new KuotuClient(again.endpoint(), again.apiKey())) {
            assertThat(client.job(done.id()).state()).isEqualTo("succeeded");
            assertThat(client.output(done.id(), 0))
                    .hasSize((int) done.outputs().getFirst().bytes());
            assertThat(client.follow(queued.id(), _ -> {}).state()).isEqualTo("succeeded");
        }
    }
}
