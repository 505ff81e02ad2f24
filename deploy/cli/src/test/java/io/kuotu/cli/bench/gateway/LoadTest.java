package io.kuotu.cli.bench.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The parts of the bench that could be wrong without anybody noticing. */
class LoadTest {
    private static final String TWO =
            "HTTP/1.1 202 Accepted\r\ncontent-type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
                    + "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void answersAreCounted_howeverTheirBytesArrive() {
        for (int size = 1; size <= TWO.length(); size++) {
            Answer answer = new Answer();
            int ended = 0;
            for (int at = 0; at < TWO.length(); at += size) {
                String piece = TWO.substring(at, Math.min(TWO.length(), at + size));
                ended += answer.take(bytes(piece)) ? 1 : 0;
            }
            assertThat(ended).as("pieces of " + size).isBetween(1, 2);
            assertThat(answer.accepted()).isTrue();
        }
    }

    @Test
    void whatIsRefusedIsKept() {
        Answer answer = new Answer();
        assertThat(answer.take(bytes("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nfull"))).isTrue();
        assertThat(answer.accepted()).isFalse();
        assertThat(answer.refusals()).isEqualTo("full");
        assertThatThrownBy(() -> answer.take(bytes("HTTP/1.1 200 OK\r\n\r\n")))
                .hasMessageContaining("without a length");
    }

    @Test
    void eachRequestHasItsNumber() {
        Post post = Post.of("/p", "K: a-" + Post.NUMBER + "\r\n", "{}");
        ByteBuffer out = ByteBuffer.allocate(post.bytes());
        post.write(out, 0x1A2L);
        assertThat(UTF_8.decode(out).toString())
                .startsWith("POST /p HTTP/1.1\r\n")
                .contains("K: a-2a10000000000000\r\n")
                .contains("Content-Length: 2\r\n")
                .endsWith("\r\n\r\n{}");
        post.write(out, 7);
        assertThat(UTF_8.decode(out).toString()).contains("K: a-7000000000000000\r\n");
    }

    @Test
    void percentilesAreValuesThatWereMeasured() {
        Load load = new Load(2, new double[] {4, 1, 3, 2}, 1, 0.5).withCpu(0.002);
        assertThat(load.perSecond()).isEqualTo(2);
        assertThat(load.percentile(0.5)).isEqualTo(2);
        assertThat(load.percentile(0.99)).isEqualTo(4);
        assertThat(load.cpuMicros()).isEqualTo(500);
        assertThat(new Load(1, new double[0], 0, 0).percentile(0.5)).isNaN();
    }

    @Test
    void memoryIsReadFromWhatJcmdSays() {
        Memory memory =
                Memory.parse(
                        " garbage-first heap   total reserved 2097152K, committed 40960K, used"
                                + " 20000K [0x",
                        "Total: reserved=3000000KB, committed=90000KB\n"
                            + "-                 Java Heap (reserved=2097152KB, committed=40960KB)",
                        77);
        assertThat(memory).isEqualTo(new Memory(20000L << 10, 49040L << 10, 77));
    }

    @Test
    void loadIsSent_closedAndOpen() throws Exception {
        Set<String> keys = ConcurrentHashMap.newKeySet();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(202, 2);
                    exchange.getResponseBody().write("{}".getBytes(UTF_8));
                    exchange.close();
                });
        server.start();
        try (Generator generator =
                new Generator(server.getAddress().getPort(), 4, AcceptContest.post("x", true))) {
            Load closed = generator.closed(Duration.ofMillis(300));
            Load open = generator.open(100, Duration.ofSeconds(1), new Random(1));
            assertThat(closed.answers()).isPositive();
            assertThat(open.answers()).as("a hundred a second").isBetween(20, 160);
            assertThat(keys)
                    .as("none is sent twice")
                    .hasSizeGreaterThanOrEqualTo(closed.answers() + open.answers());
        } finally {
            server.stop(0);
        }
    }
}
