package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.wire.Broker;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.TopicSetup;
import io.kuotu.common.wire.TopicTail;
import io.kuotu.common.wire.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that starts while its broker is away must hear of cancels once it is back. */
class TopicTailTest {
    @TempDir Path folder;

    @Test
    void aBrokerThatIsAwayAtTheStartIsWaitedFor() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port)) { // makes the topics
            TopicSetup.run(
                    new Broker(kafka.bootstrapServers()),
                    List.of("default"),
                    TopicSetup.Rules.DEFAULT);
        }
        List<String> read = new CopyOnWriteArrayList<>();
        try (TopicTail tail =
                TopicTail.start(
                        "test",
                        "127.0.0.1:" + port,
                        List.of(Topics.COMMANDS),
                        TopicTail.From.BEGINNING,
                        (_, _, key, _) -> read.add(key))) {
            Thread.sleep(Duration.ofSeconds(12)); // it has given up asking once by then
            assertThat(tail.caughtUp()).isNotDone();
            try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port);
                    RecordSender sender =
                            new RecordSender(
                                    kafka.bootstrapServers(),
                                    Duration.ZERO,
                                    Duration.ofSeconds(20))) {
                sender.send(Topics.COMMANDS, "key", new byte[] {1}).join();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(read).containsExactly("key"));
            }
        }
    }
}
