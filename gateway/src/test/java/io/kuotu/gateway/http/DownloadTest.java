package io.kuotu.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.FakeObjectStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files on their way out, to readers of every speed. */
class DownloadTest {
    private static final int SIZE = 50 << 20;
    private static final byte[] CONTENT = new byte[SIZE];
    private static final FakeObjectStore STORE = new FakeObjectStore();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void serve() {
        new Random(1).nextBytes(CONTENT);
        STORE.put("large", CONTENT, "image/png");
        STORE.put("small", "0123456789".getBytes(US_ASCII), "image/png");
        STORE.put("empty", new byte[0], "image/png");
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.get("/:key")
                .handler(
                        request ->
                                Download.answer(
                                        request,
                                        STORE,
                                        () -> file(requireNonNull(request.pathParam("key")))));
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    private static Download.File file(String key) {
        return new Download.File(
                key, STORE.stat(key).orElseThrow().bytes(), "image/png", Map.of("ETag", "\"abc\""));
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static HttpResponse<byte[]> get(String key, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/" + key));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Asks, and reads nothing; the system keeps little for it. */
    private static Socket slowReader() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 << 10);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        socket.getOutputStream()
                .write(
                        "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(US_ASCII));
        return socket;
    }

    /** The system's buffers of the connections are full then. */
    private static long whenNothingMoves() throws InterruptedException {
        long taken = STORE.bytesRead();
        for (int i = 0; i < 60; i++) {
            Thread.sleep(1000);
            if (STORE.bytesRead() == taken) {
                return taken;
            }
            taken = STORE.bytesRead();
        }
        throw new AssertionError("it is read on and on");
    }

    @Test
    void aHundredSlowReadersOfFiftyMegabytesHoldLittle() throws Exception {
        long before = STORE.bytesRead();
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(slowReader());
        }
        long taken = whenNothingMoves() - before;
        assertThat(taken).as("of 5 GB").isBetween(100L << 10, 700L << 20);
        assertThat(get("large").body()).as("a fast one beside them").isEqualTo(CONTENT);
        byte[] whole = readers.getFirst().getInputStream().readAllBytes();
        assertThat(Arrays.copyOfRange(whole, whole.length - SIZE, whole.length)).isEqualTo(CONTENT);
        for (Socket reader : readers) {
            reader.close();
        }
    }

    @Test
    void partsAreServed() throws Exception {
        HttpResponse<byte[]> part = get("small", "Range", "bytes=2-4");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234".getBytes(US_ASCII));
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
        assertThat(get("small", "Range", "bytes=7-").body()).isEqualTo("789".getBytes(US_ASCII));
        assertThat(get("small", "Range", "bytes=-2").body()).isEqualTo("89".getBytes(US_ASCII));
        assertThat(get("small", "Range", "bytes=8-99").body()).isEqualTo("89".getBytes(US_ASCII));
        assertThat(get("small", "Range", "bytes=10-").statusCode()).isEqualTo(416);
    }

    @Test
    void aRangeThatMakesNoSenseOrIsOfAnotherFileIsLeftOut() throws Exception {
        for (String range : List.of("bytes=-", "bytes=5-2", "lines=1-2", "bytes=0-1,3-4")) {
            HttpResponse<byte[]> whole = get("small", "Range", range);
            assertThat(whole.statusCode()).as(range).isEqualTo(200);
            assertThat(whole.body()).hasSize(10);
        }
        assertThat(get("small", "Range", "bytes=1-2", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(get("small", "Range", "bytes=1-2", "If-Range", "\"abc\"").statusCode())
                .isEqualTo(206);
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        assertThat(get("empty").statusCode()).isEqualTo(200);
        assertThat(get("empty").body()).isEmpty();
    }

    /** As a store does that will not wait for a slow reader. */
    private static final class BreaksAfterFour extends FilterInputStream {
        private int left = 4;

        BreaksAfterFour(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (left == 0) {
                throw new IOException("the store hung up");
            }
            int read = super.read(into, from, Math.min(left, most));
            left -= Math.max(0, read);
            return read;
        }
    }

    @Test
    void aReadThatBreaksOffGoesOnWhereItBroke() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[10];
        try (Resuming in =
                new Resuming(
                        from -> {
                            opened.incrementAndGet();
                            return new BreaksAfterFour(
                                    STORE.open("small", from, 10 - from).orElseThrow());
                        },
                        1)) {
            while (all.size() < 9) {
                all.write(piece, 0, in.read(piece, 10));
            }
        }
        assertThat(all.toString(US_ASCII)).isEqualTo("123456789");
        assertThat(opened).hasValue(3);
    }

    @Test
    void aStoreThatHangsUpAtOnceIsGivenUp() throws Exception {
        try (Resuming in = new Resuming(_ -> InputStream.nullInputStream(), 0)) {
            assertThatThrownBy(() -> in.read(new byte[5], 5)).isInstanceOf(EOFException.class);
        }
    }
}
