package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain whose worker is killed goes on from its last frame, elsewhere. */
class ChainTakeOverTest {
    private static final int TIMES = 16;

    @TempDir Path folder;

    @Test
    void aKilledWorkersChainEndsAsIfNothingHadBeen() throws Exception {
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
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            JobStatus job = client.chain(photo, ChainTest.recreate(client, TIMES).put("steps", 12));
            Process doomed = WorkerProcess.start(cluster, folder);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> client.job(job.id()).outputs().size() >= 2);
            doomed.destroyForcibly().waitFor();
            int before = client.job(job.id()).outputs().size();
            assertThat(before).as("it was in the middle").isLessThan(TIMES);

            List<ServerEvent> events = new ArrayList<>();
            try (Worker _ = cluster.startWorker()) {
                JobStatus ended = client.follow(job.id(), events::add);
                assertThat(ended.state()).isEqualTo("succeeded");
                assertThat(ended.json().path("attempt").asInt()).isEqualTo(2);
                assertThat(events.stream().filter(ServerEvent::isEnd)).hasSize(1);
                assertThat(
                                events.stream()
                                        .filter(e -> e.name().equals("frame"))
                                        .map(e -> e.data().path("frame").asInt()))
                        .containsExactlyElementsOf(IntStream.range(0, TIMES).boxed().toList());
                JobStatus whole =
                        client.follow(
                                client.chain(
                                                photo,
                                                ChainTest.recreate(client, TIMES).put("steps", 12))
                                        .id(),
                                _ -> {});
                for (int frame = 0; frame < TIMES; frame++) {
                    assertThat(Pixels.of(client.output(ended.id(), frame)))
                            .as("frame %d, bit for bit", frame)
                            .isEqualTo(Pixels.of(client.output(whole.id(), frame)));
                }
            }
        }
    }
}
