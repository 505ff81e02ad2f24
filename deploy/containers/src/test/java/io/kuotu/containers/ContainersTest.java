package io.kuotu.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the programs holds for them in containers. */
@NeedsImages
@Timeout(900)
class ContainersTest {
    private static final Duration GATEWAYS_GRACE = Duration.ofSeconds(20);
    private static final Duration WORKERS_GRACE = Duration.ofSeconds(40);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(8);
    private static final int SIGTERM = 143;
    private static final int SIGKILL = 137;

    private static @Nullable ContainerCluster started;
    @TempDir static Path folder;
    private static Path photo = Path.of("");

    private static ContainerCluster cluster() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    @BeforeAll
    static void start() throws Exception {
        byte[] bytes = SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg");
        photo = Files.write(folder.resolve("photo.jpg"), bytes);
        started = ContainerCluster.start(Images.named());
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void allAreUp() throws Exception {
        cluster().startAll();
    }

    private static URI gateway(int index) {
        return cluster().gateways().get(index).endpoint();
    }

    private static KuotuClient client(int gateway) {
        return new KuotuClient(gateway(gateway), ContainerCluster.API_KEY);
    }

    private static JobStatus submit(KuotuClient client, int steps, int seed) throws Exception {
        return client.expand(
                photo,
                client.newRequest()
                        .put("aspect_ratio", "16:9")
                        .put("steps", steps)
                        .put("seed", seed));
    }

    /** Returns the job when a worker denoises it. */
    private static JobStatus denoising(KuotuClient client, JobStatus job) {
        await().atMost(ENDS_WITHIN)
                .until(() -> client.job(job.id()).json().path("progress").path("step").asInt() > 2);
        return await().until(() -> client.job(job.id()), now -> now.json().hasNonNull("worker"));
    }

    private static String workerOf(JobStatus job) {
        return job.json().path("worker").asText();
    }

    @Test
    void aPictureIsMade_andIsWhatItsJobSays() throws Exception {
        try (KuotuClient client = client(0)) {
            JobStatus ended = client.follow(submit(client, 4, 1).id(), _ -> {});
            assertThat(ended.state()).as(ended.json().toString()).isEqualTo("succeeded");
            JobStatus.Output output = ended.outputs().getFirst();
            byte[] bytes = client.output(ended.id(), 0); // by a presigned URL, from MinIO itself
            assertThat(bytes).hasSize((int) output.bytes());
            assertThat(ContainerCluster.sha256(bytes)).isEqualTo(output.sha256());
        }
    }

    @Test
    void aKilledWorkersJobIsEndedByTheOther_once() throws Exception {
        try (KuotuClient client = client(0)) {
            JobStatus job = denoising(client, submit(client, 100, 2));
            Program doomed = cluster().worker(workerOf(job));
            doomed.kill();
            assertThat(doomed.exitCode()).isEqualTo(SIGKILL);
            List<ServerEvent> events = new ArrayList<>();
            JobStatus ended = client.follow(job.id(), events::add);
            assertThat(ended.state()).isEqualTo("succeeded");
            assertThat(ended.json().path("attempt").asInt()).isEqualTo(2);
            assertThat(workerOf(ended)).isNotEqualTo(doomed.name());
            assertThat(events.stream().filter(ServerEvent::isEnd)).hasSize(1);
            assertThat(ContainerCluster.sha256(client.output(job.id(), 0)))
                    .isEqualTo(ended.outputs().getFirst().sha256());
        }
    }

    @Test
    void aStreamGoesOnWhereItWas_whenItsGatewayWasRestarted() throws Exception {
        try (KuotuClient client = client(0)) {
            JobStatus job = submit(client, 60, 3);
            List<EventReader.Event> all = new ArrayList<>();
            try (EventReader reader = EventReader.open(gateway(0), job.id())) {
                all.addAll(reader.until(event -> event.name().equals("progress")));
            }
            Program restarted = cluster().gateways().getFirst();
            restarted.stop(GATEWAYS_GRACE);
            assertThat(restarted.exitCode()).isEqualTo(SIGTERM);
            restarted.start();
            String last = all.getLast().id();
            try (EventReader reader = EventReader.resume(gateway(0), job.id(), last)) {
                List<EventReader.Event> rest = reader.until(EventReader.Event::isEnd);
                assertThat(rest).doesNotContainAnyElementsOf(all);
                all.addAll(rest);
            }
            assertThat(kept(all)).isEqualTo(kept(ofGateway(1, job)));
            assertThat(all.getLast().name()).isEqualTo("succeeded");
        }
    }

    private static List<EventReader.Event> ofGateway(int index, JobStatus job) throws Exception {
        try (EventReader reader = EventReader.open(gateway(index), job.id())) {
            return reader.until(EventReader.Event::isEnd);
        }
    }

    private static List<EventReader.Event> kept(List<EventReader.Event> events) {
        return events.stream().filter(EventReader.Event::isKept).toList();
    }

    @Test
    void theRootIsReadOnly_andNobodyIsRoot() throws Exception {
        for (Program program : cluster().programs()) {
            assertThat(program.run("id -u").getStdout().strip()).isEqualTo("10001");
            assertThat(program.run("touch /opt/kuotu/x /x /etc/x").getExitCode()).isNotZero();
            assertThat(program.run("touch /opt/kuotu/x").getStderr()).contains("Read-only");
            assertThat(program.run("touch /tmp/x").getExitCode()).isZero();
            assertThat(program.run("grep CapEff /proc/1/status").getStdout())
                    .contains("0000000000000000");
            InspectContainerResponse seen = program.inspect();
            assertThat(seen.getConfig().getUser()).isEqualTo("10001:10001");
        }
    }

    @Test
    void aJvmStartsFromTheArchiveOfItsImage() throws Exception {
        for (Program program : cluster().programs()) {
            assertThat(program.run("grep -c start.aot /proc/1/maps").getStdout().strip())
                    .as(program.name() + " maps its archive")
                    .isNotEqualTo("0");
        }
    }

    @Test
    void aWorkerThatIsStoppedEndsInTime_andItsJobGoesOnElsewhere() throws Exception {
        try (KuotuClient client = client(1)) {
            JobStatus job = denoising(client, submit(client, 100, 4));
            Program stopped = cluster().worker(workerOf(job));
            stopped.stop(WORKERS_GRACE);
            assertThat(stopped.exitCode()).isEqualTo(SIGTERM);
            List<ServerEvent> events = new ArrayList<>();
            JobStatus ended = client.follow(job.id(), events::add);
            assertThat(ended.state()).isEqualTo("succeeded");
            assertThat(events.stream().filter(ServerEvent::isEnd)).hasSize(1);
        }
    }

    @Test
    void aGatewayThatIsStoppedEndsInTime_andTheOtherGoesOn() throws Exception {
        Program stopped = cluster().gateways().get(1);
        stopped.stop(GATEWAYS_GRACE);
        assertThat(stopped.exitCode()).isEqualTo(SIGTERM);
        try (KuotuClient client = client(0)) {
            assertThat(client.models()).isNotEmpty();
        }
    }
}
