package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Intake;
import io.kuotu.worker.intake.JobTaker;
import io.kuotu.worker.intake.LaneMeter;
import io.kuotu.worker.intake.Verdict;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Share-group lanes against a real broker. */
class IntakeTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    @TempDir static Path folder;
    private static EmbeddedKafka kafka;
    private static RecordSender sender;

    /** Keeps what it was given, and answers as the test says. */
    private record Recorder(
            List<Delivery> taken,
            List<Delivery> lost,
            Function<Delivery, CompletableFuture<Verdict>> answer)
            implements JobTaker {
        Recorder(Function<Delivery, CompletableFuture<Verdict>> answer) {
            this(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), answer);
        }

        @Override
        public CompletableFuture<Verdict> take(Delivery delivery) {
            taken.add(delivery);
            return answer.apply(delivery);
        }

        @Override
        public void lost(Delivery delivery) {
            lost.add(delivery);
        }

        List<String> values() {
            return taken.stream().map(d -> new String(d.value(), UTF_8)).toList();
        }
    }

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        sender = new RecordSender(kafka.bootstrapServers(), Duration.ZERO, Duration.ofSeconds(10));
    }

    @AfterAll
    static void stop() {
        sender.close();
        kafka.close();
    }

    private static String topicOf(String pool) throws InterruptedException {
        TopicSetup.run(
                new Broker(kafka.bootstrapServers()),
                List.of(pool),
                new TopicSetup.Rules(Duration.ofHours(1), LEASE, 10));
        return Topics.jobs(pool, Tier.STANDARD);
    }

    private static void send(String topic, String value) {
        sender.send(topic, value, value.getBytes(UTF_8)).join();
    }

    private static Intake lanes(String topic, int count, JobTaker taker) {
        return Intake.start(
                new Broker(kafka.bootstrapServers()),
                Map.of(topic, count),
                _ -> false,
                taker,
                new LaneMeter(new CollectorRegistry()));
    }

    private static CompletableFuture<Verdict> after(Duration time, Verdict verdict) {
        return new CompletableFuture<Verdict>()
                .completeOnTimeout(verdict, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void newJobsArriveWhileOthersAreHeldAndRenewed() throws Exception {
        String topic = topicOf("renewed");
        Recorder recorder =
                new Recorder(
                        d ->
                                after(
                                        new String(d.value(), UTF_8).equals("long")
                                                ? LEASE.multipliedBy(4)
                                                : Duration.ofMillis(20),
                                        Verdict.DONE));
        send(topic, "long");
        try (Intake _ = lanes(topic, 2, recorder)) {
            await().until(() -> recorder.values().contains("long"));
            for (int i = 0; i < 30; i++) {
                send(topic, "short-" + i);
                Thread.sleep(200);
            }
            await().until(() -> recorder.taken().size() >= 31);
        }
        assertThat(recorder.values()).doesNotHaveDuplicates().hasSize(31);
        assertThat(recorder.taken()).allMatch(d -> d.deliveries() == 1);
        assertThat(recorder.lost()).isEmpty();
    }

    @Test
    void releasedJobIsHandedOutAgainAtOnce() throws Exception {
        String topic = topicOf("released");
        Recorder recorder =
                new Recorder(
                        d ->
                                CompletableFuture.completedFuture(
                                        d.deliveries() < 3 ? Verdict.AGAIN : Verdict.DONE));
        send(topic, "stubborn");
        try (Intake _ = lanes(topic, 1, recorder)) {
            await().until(() -> recorder.taken().size() == 3);
            Thread.sleep(300);
        }
        assertThat(recorder.taken().stream().map(Delivery::deliveries)).containsExactly(1, 2, 3);
    }

    @Test
    void jobOfAKilledProcessComesBack() throws Exception {
        String topic = topicOf("killed");
        send(topic, "orphan");
        Process other = startHoldingProcess(topic);
        try {
            assertThat(
                            other.inputReader()
                                    .lines()
                                    .filter(line -> line.startsWith("holding"))
                                    .findFirst())
                    .contains("holding orphan");
        } finally {
            other.destroyForcibly().waitFor();
        }
        Recorder recorder = new Recorder(_ -> CompletableFuture.completedFuture(Verdict.DONE));
        try (Intake _ = lanes(topic, 1, recorder)) {
            await().until(() -> recorder.values().contains("orphan"));
        }
        assertThat(recorder.taken()).singleElement().matches(d -> d.deliveries() == 2);
    }

    private static Process startHoldingProcess(String topic) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        kafka.bootstrapServers(),
                        topic)
                .redirectErrorStream(true)
                .start();
    }

    /** A process that takes a job and never ends it. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws InterruptedException {
            Recorder recorder =
                    new Recorder(
                            d -> {
                                System.out.println("holding " + new String(d.value(), UTF_8));
                                return new CompletableFuture<>();
                            });
            Intake _ =
                    Intake.start(
                            new Broker(arguments[0]),
                            Map.of(arguments[1], 1),
                            _ -> false,
                            recorder,
                            new LaneMeter(new CollectorRegistry()));
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
