package io.kuotu.gateway.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against sockets that behave badly. */
class PlainCallerTest {
    private static final Duration SOON = Duration.ofMillis(700);
    private final PlainCaller caller = new PlainCaller();

    /** What the other side does once it has read some of the request. */
    private interface Manner {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private static ServerSocket server(Manner manner) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread _ =
                Thread.startVirtualThread(
                        () -> {
                            try (Socket socket = server.accept();
                                    InputStream in = socket.getInputStream()) {
                                int _ = in.read(new byte[4096]);
                                manner.answer(socket.getOutputStream());
                            } catch (IOException | InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return server;
    }

    private Caller.Answer post(ServerSocket server) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook");
        return caller.post(url, Map.of("webhook-id", "x"), new byte[] {'{', '}'}, SOON);
    }

    private static Manner says(String status, String header) {
        return out ->
                out.write(head("HTTP/1.1 %s\n%s\ncontent-length: 0\n\n".formatted(status, header)));
    }

    private static byte[] head(String text) {
        return text.replace("\n", "\r\n").getBytes(US_ASCII);
    }

    @AfterEach
    void close() {
        caller.close();
    }

    @Test
    void theAnswerComesWithItsHeaders() throws Exception {
        try (ServerSocket server = server(says("503 No", "retry-after: 7"))) {
            Caller.Answer answer = post(server);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).contains("7");
        }
    }

    @Test
    void aRedirectIsAnAnswer() throws Exception {
        try (ServerSocket server = server(says("302 Found", "location: /x"))) {
            assertThat(post(server).status()).isEqualTo(302);
        }
    }

    @Test
    void ofGigabytesOnlyALittleIsRead() throws Exception {
        AtomicLong written = new AtomicLong();
        Manner gigabytes =
                out -> {
                    out.write(head("HTTP/1.1 200 OK\ncontent-length: 4000000000\n\n"));
                    byte[] block = new byte[1 << 16];
                    while (written.get() < 4_000_000_000L) {
                        out.write(block);
                        written.addAndGet(block.length);
                    }
                };
        try (ServerSocket server = server(gigabytes)) {
            assertThat(post(server).status()).isEqualTo(200);
            assertThat(written.get()).isLessThan(64L << 20);
        }
    }

    @Test
    void whoHangsOrDripsIsLeftInTime() throws Exception {
        Manner hangs = _ -> Thread.sleep(20_000);
        Manner drips =
                out -> {
                    out.write(head("HTTP/1.1 200 OK\ncontent-length: 100\n\n"));
                    for (int i = 0; i < 100; i++) {
                        out.write('.');
                        out.flush();
                        Thread.sleep(200);
                    }
                };
        for (Manner manner : new Manner[] {hangs, drips}) {
            try (ServerSocket server = server(manner)) {
                long start = System.nanoTime();
                assertThatThrownBy(() -> post(server))
                        .isInstanceOf(IOException.class)
                        .hasMessage("no answer within 700 ms");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void whoIsNotThereIsTold() throws Exception {
        ServerSocket gone = server(_ -> {});
        gone.close();
        assertThatThrownBy(() -> post(gone))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connect");
    }
}
