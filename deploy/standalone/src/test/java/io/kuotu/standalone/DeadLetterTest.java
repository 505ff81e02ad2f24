package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.Tier;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.common.wire.DeadLetter;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import io.kuotu.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no worker can end lies in the dead-letter topic, with its reason, on a real broker. */
class DeadLetterTest {
    @TempDir Path folder;

    private static ConsumerRecord<String, byte[]> deadLetter(Standalone cluster) {
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.DEAD).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            return await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> consumer.poll(Duration.ofMillis(200)).iterator(),
                            found -> found.hasNext())
                    .next();
        }
    }

    private static String header(ConsumerRecord<?, ?> dead, String name) {
        return new String(dead.headers().lastHeader(name).value(), UTF_8);
    }

    private Standalone cluster(int workers, Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(SharedCluster.ONE_THREAD);
        settings.putAll(more);
        return Standalone.start(
                new Standalone.Options(
                        folder.resolve("data"), 0, SharedCluster.MODELS, workers, settings));
    }

    @Test
    void aRecordThatNobodyCanRead() throws Exception {
        try (Standalone cluster = cluster(1, Map.of());
                RecordSender sender =
                        new RecordSender(
                                cluster.bootstrapServers(),
                                Duration.ZERO,
                                Duration.ofSeconds(10))) {
            byte[] nonsense = "{\"schema\": 99}".getBytes(UTF_8);
            sender.send(Topics.jobs("default", Tier.STANDARD), "job_x", nonsense).join();

            ConsumerRecord<String, byte[]> dead = deadLetter(cluster);
            assertThat(dead.value()).isEqualTo(nonsense);
            assertThat(header(dead, DeadLetter.CODE)).isEqualTo("unreadable_job");
            assertThat(header(dead, DeadLetter.REASON)).contains("schema");
            assertThat(header(dead, DeadLetter.TOPIC)).isEqualTo("jobs.default.standard");
        }
    }

    @Test
    void aJobThatKillsWhoeverTakesIt() throws Exception {
        Path photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
        try (Standalone cluster = cluster(0, Map.of("kuotu.worker.max-attempts", "1"));
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            JobStatus job =
                    client.expand(
                            photo,
                            client.newRequest().put("aspect_ratio", "16:9").put("steps", 100));
            Process doomed = WorkerProcess.start(cluster, folder);
            DeathAndRestartTest.awaitProgress(client, job);
            doomed.destroyForcibly().waitFor();

            try (Worker _ = cluster.startWorker()) {
                JobStatus ended = client.follow(job.id(), _ -> {});
                assertThat(ended.state()).isEqualTo("failed");
                assertThat(ended.json().path("error").path("code").asText())
                        .isEqualTo("attempts_exhausted");
            }
            ConsumerRecord<String, byte[]> dead = deadLetter(cluster);
            assertThat(JobRecord.decode(dead.value()).id().value()).isEqualTo(job.id());
            assertThat(header(dead, DeadLetter.CODE)).isEqualTo("attempts_exhausted");
            assertThat(header(dead, DeadLetter.REASON)).contains("begun 1 times");
        }
    }
}
