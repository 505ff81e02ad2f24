package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Switch;
import io.kuotu.common.wire.Switch.TierSwitch;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.intake.Delivery;
import io.kuotu.worker.intake.Intake;
import io.kuotu.worker.intake.JobTaker;
import io.kuotu.worker.intake.LaneMeter;
import io.kuotu.worker.intake.Pauses;
import io.kuotu.worker.intake.Verdict;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A paused tier's jobs are taken by nobody, held by nobody, and lost by nobody. */
class PauseTest {
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final String POOL = "p";
    private static final String TOPIC = Topics.jobs(POOL, Tier.BULK);

    @TempDir Path folder;
    private EmbeddedKafka kafka;
    private Broker broker;
    private RecordSender sender;

    /** Ends each job when it is told to. */
    private static final class Taker implements JobTaker {
        private final List<Delivery> taken = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Verdict> verdict;

        Taker(CompletableFuture<Verdict> verdict) {
            this.verdict = verdict;
        }

        @Override
        public CompletableFuture<Verdict> take(Delivery delivery) {
            taken.add(delivery);
            return verdict;
        }

        @Override
        public void lost(Delivery delivery) {
            throw new IllegalStateException(delivery + " was lost");
        }
    }

    private static Taker quick() {
        return new Taker(CompletableFuture.completedFuture(Verdict.DONE));
    }

    @BeforeEach
    void start() throws InterruptedException {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        broker = new Broker(kafka.bootstrapServers());
        sender = new RecordSender(broker, Duration.ZERO, Duration.ofSeconds(10));
        TopicSetup.run(broker, List.of(POOL), new TopicSetup.Rules(Duration.ofHours(1), LEASE, 10));
    }

    @AfterEach
    void stop() {
        sender.close();
        kafka.close();
    }

    private void set(boolean paused) {
        TierSwitch wish = new TierSwitch(POOL, Tier.BULK, paused, false, Instant.now(), "test");
        sender.send(Topics.SWITCHES, wish.key(), JsonCodec.encode((Switch) wish)).join();
    }

    private void send(String job) {
        sender.send(TOPIC, job, job.getBytes(UTF_8)).join();
    }

    private Intake intake(Pauses pauses, JobTaker taker) {
        Intake intake =
                Intake.start(
                        broker,
                        Map.of(TOPIC, 3),
                        pauses::isPaused,
                        taker,
                        new LaneMeter(new CollectorRegistry()));
        pauses.control(intake);
        return intake;
    }

    @Test
    void lanesThatWaitForAJobLetGo_andTakeItAfterwards_atItsFirstDelivery() throws Exception {
        Taker taker = quick();
        try (Pauses pauses = Pauses.start(broker, POOL);
                Intake _ = intake(pauses, taker)) {
            send("before");
            await().until(() -> taker.taken.size() == 1);
            set(true);
            await().until(() -> pauses.isPaused(TOPIC));
            Thread.sleep(Duration.ofSeconds(1)); // the lanes' consumers leave
            send("while paused");
            Thread.sleep(LEASE.plusSeconds(1)); // longer than a lease that a lane might keep
            assertThat(taker.taken).hasSize(1);

            set(false);
            await().until(() -> taker.taken.size() == 2);
            assertThat(taker.taken.getLast().deliveries()).isOne();
        }
    }

    @Test
    void whatRunsGoesOnToItsEnd_longerThanItsLease() throws Exception {
        CompletableFuture<Verdict> end = new CompletableFuture<>();
        Taker taker = new Taker(end);
        try (Pauses pauses = Pauses.start(broker, POOL);
                Intake _ = intake(pauses, taker)) {
            send("runs");
            await().until(() -> taker.taken.size() == 1);
            set(true);
            await().until(() -> pauses.isPaused(TOPIC));
            Thread.sleep(LEASE.multipliedBy(2));
            end.complete(Verdict.DONE);
        }
        Taker after = quick();
        set(false);
        try (Pauses pauses = Pauses.start(broker, POOL);
                Intake _ = intake(pauses, after)) {
            send("next");
            await().until(() -> !after.taken.isEmpty());
            assertThat(after.taken)
                    .extracting(d -> new String(d.value(), UTF_8))
                    .containsExactly("next"); // the other was accepted, not handed out again
        }
    }

    @Test
    void aWorkerThatStartsLaterKnows() throws Exception {
        set(true);
        send("waits");
        Taker taker = quick();
        try (Pauses pauses = Pauses.start(broker, POOL);
                Intake _ = intake(pauses, taker)) {
            assertThat(pauses.isPaused(TOPIC)).isTrue();
            Thread.sleep(1500);
            assertThat(taker.taken).isEmpty();
            set(false);
            await().until(() -> taker.taken.size() == 1);
        }
    }

    @Test
    void aPauseSurvivesTheRestartOfEverything() throws Exception {
        Path data = folder.resolve("cluster");
        try (Standalone cluster = cluster(data);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.operatorKey())) {
            client.operator().pause("standard", Optional.empty(), true);
        }
        try (Standalone cluster = cluster(data);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.operatorKey())) {
            assertThat(client.operator().queue().path("parts").toString())
                    .contains("\"tier\":\"standard\",\"paused\":true,\"refuse\":true");
        }
    }

    private static Standalone cluster(Path data) throws InterruptedException {
        return Standalone.start(new Standalone.Options(data, 0, SharedCluster.MODELS, 0, Map.of()));
    }
}
