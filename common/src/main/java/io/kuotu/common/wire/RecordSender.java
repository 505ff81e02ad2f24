package io.kuotu.common.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records that must not be lost: {@code acks=all}, idempotent. Thread safe; {@link #send} may
 * block for metadata, so not on an event loop.
 */
public final class RecordSender implements RecordSink, AutoCloseable {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final KafkaProducer<String, byte[]> producer;

    /**
     * @param broker of the cluster
     * @param linger how long a record may wait for others to share its request
     * @param giveUpAfter when a record that no broker took fails
     */
    public RecordSender(Broker broker, Duration linger, Duration giveUpAfter) {
        this.producer =
                new KafkaProducer<>(
                        broker.with(
                                Map.of(
                                        ProducerConfig.ACKS_CONFIG,
                                        "all",
                                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                        true,
                                        ProducerConfig.LINGER_MS_CONFIG,
                                        linger.toMillis(),
                                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                        giveUpAfter.toMillis(),
                                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                        (int) giveUpAfter.toMillis() / 2,
                                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                        (int) giveUpAfter.toMillis())),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** To a cluster that asks nothing of its clients. */
    public RecordSender(String bootstrapServers, Duration linger, Duration giveUpAfter) {
        this(new Broker(bootstrapServers), linger, giveUpAfter);
    }

    @Override
    public CompletableFuture<Long> send(
            String topic, String key, byte[] value, Map<String, byte[]> headers) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        List<Header> all = new ArrayList<>(headers.size());
        headers.forEach((name, content) -> all.add(new RecordHeader(name, content)));
        try {
            var _ =
                    producer.send(
                            new ProducerRecord<>(topic, null, key, value, all),
                            (metadata, failure) -> {
                                if (failure != null) {
                                    done.completeExceptionally(failure);
                                } else {
                                    done.complete(metadata.offset());
                                }
                            });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /** Sends what is buffered first. */
    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
