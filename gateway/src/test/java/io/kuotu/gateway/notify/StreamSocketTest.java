package io.kuotu.gateway.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.client.JobStream;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets that break, and clients that do not read, over real connections. */
class StreamSocketTest {
    private static final String UPGRADE =
            """
            GET /v1/stream HTTP/1.1
            Host: x
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """
                    .replace("\n", "\r\n");

    private final Board board = new Board(Duration.ofHours(1), InstantSource.fixed(SampleJobs.NOW));
    private final Job job = new SampleJobs(5).expansion();
    private CollectorRegistry registry = new CollectorRegistry();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private Feeds feeds;
    private long offset;

    @BeforeEach
    void start() {
        feeds = feeds(Duration.ofMinutes(1));
        server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setWebSocketSubProtocols(List.of("kuotu.v1")))
                        .requestHandler(this::upgrade)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        board.read("jobs.default.standard", 0, job.id().value(), JobRecord.encode(job));
        happen(new JobEvent.Started(job.id(), SampleJobs.NOW, "worker-1", 1, "scenes@1"));
    }

    private Feeds feeds(Duration silence) {
        registry = new CollectorRegistry();
        return new Feeds(
                board,
                Asides.NONE,
                new Feeds.Limits(Duration.ofMillis(200), silence, 32_768, 10),
                registry);
    }

    private void upgrade(HttpServerRequest request) {
        var _ =
                request.toWebSocket()
                        .onSuccess(
                                socket ->
                                        StreamSocket.open(
                                                feeds, this::find, socket, request.connection()));
    }

    private JobView find(String id) {
        return Optional.of(id)
                .filter(JobId::isValid)
                .flatMap(valid -> board.find(new JobId(valid)))
                .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "none").asException());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void happen(JobEvent event) {
        board.read(Topics.EVENTS, offset++, job.id().value(), JsonCodec.encode(event));
    }

    private void progress(int step) {
        happen(new JobEvent.Progressed(job.id(), SampleJobs.NOW, Stage.DENOISE, step, 1_000_000));
    }

    private double connections() {
        Double value =
                registry.getSampleValue(
                        "kuotu_gateway_event_connections",
                        new String[] {"transport"},
                        new String[] {"websocket"});
        return value == null ? 0 : value;
    }

    @Test
    void aClientThatIsSentAwayComesBack_andHearsEachEventOnce() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.actualPort());
        try (KuotuClient client = new KuotuClient(address, "key");
                JobStream stream = client.stream()) {
            List<String> told = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> end =
                    stream.subscribe(job.id().value(), Optional.empty(), e -> told.add(e.id()));
            await().until(() -> told.equals(List.of("queued", "0")));
            progress(1);
            await().until(() -> told.size() == 3);
            for (int i = 0; i < 3; i++) {
                feeds.close();
                int before = told.size();
                await().until(() -> connections() == 0);
                progress(10 + i); // while nobody listens
                await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == before + 1);
            }
            happen(new JobEvent.Cancelled(job.id(), SampleJobs.NOW));
            end.get(20, TimeUnit.SECONDS);
            assertThat(told).containsExactly("queued", "0", "1", "2", "3", "4", "5");
        }
        await().until(() -> connections() == 0);
    }

    /** A text frame of a client, masked with zeros. */
    private static byte[] masked(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | bytes.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(bytes);
        return frame.toByteArray();
    }

    @Test
    void aClientThatDoesNotReadIsClosedWithTheReason() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
            deaf.getOutputStream().write(UPGRADE.getBytes(UTF_8));
            await().until(() -> connections() == 1);
            deaf.getOutputStream().write(masked("{\"subscribe\":[\"" + job.id() + "\"]}"));
            int step = 0;
            while (connections() == 1 && step < 400_000) {
                progress(step++);
                if (step % 100 == 0) {
                    Thread.sleep(1);
                }
            }
            assertThat(connections()).as("dropped after " + step + " events").isZero();
            deaf.setSoTimeout(20_000);
            assertThat(tail(deaf.getInputStream())).contains("\u0003\u00f5too slow");
        }
    }

    /** The last that came, one character for each byte. */
    private static String tail(InputStream in) throws IOException {
        StringBuilder last = new StringBuilder();
        byte[] some = new byte[8192];
        for (int n = in.read(some); n > 0; n = in.read(some)) {
            last.append(new String(some, 0, n, ISO_8859_1));
            last.delete(0, Math.max(0, last.length() - 1000));
        }
        return last.toString();
    }

    @Test
    void aClientThatGivesNoSignOfLifeIsClosed() throws Exception {
        feeds = feeds(Duration.ofSeconds(1));
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            silent.getOutputStream().write(UPGRADE.getBytes(UTF_8));
            await().until(() -> connections() == 1);
            await().atMost(Duration.ofSeconds(10)).until(() -> connections() == 0);
            silent.setSoTimeout(20_000);
            assertThat(tail(silent.getInputStream())).contains("\u0003\u00e9no sign of life");
        }
    }
}
