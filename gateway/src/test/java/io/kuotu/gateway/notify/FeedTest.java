package io.kuotu.gateway.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.Stage;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.JobRecord;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Topics;
import io.kuotu.gateway.board.Board;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Readers of all speeds, over real connections; the board is fed as its tail feeds it. */
class FeedTest {
    private static final int BEHIND = 32_768;

    private final Board board = new Board(Duration.ofHours(1), InstantSource.fixed(SampleJobs.NOW));
    private final Job job = new SampleJobs(5).expansion();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final List<BiConsumer<String, JsonObject>> asides = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private Feeds feeds;
    private long offset;

    @BeforeEach
    void start() {
        Feeds.Limits limits =
                new Feeds.Limits(Duration.ofMillis(200), Duration.ofSeconds(1), BEHIND, 10);
        feeds = new Feeds(board, this::listen, limits, registry);
        server =
                vertx.createHttpServer()
                        .requestHandler(
                                request ->
                                        EventStream.open(
                                                feeds,
                                                board.find(job.id()).orElseThrow(),
                                                Place.START,
                                                request))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        board.read("jobs.default.standard", 0, job.id().value(), JobRecord.encode(job));
        happen(new JobEvent.Started(job.id(), SampleJobs.NOW, "worker-1", 1, "scenes@1"));
    }

    private Runnable listen(Object id, BiConsumer<String, JsonObject> told) {
        asides.add(told);
        return () -> asides.remove(told);
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

    /** A client with a small window, that has asked and not read yet. */
    private Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        return socket;
    }

    private double connections() {
        Double value =
                registry.getSampleValue(
                        "kuotu_gateway_event_connections",
                        new String[] {"transport"},
                        new String[] {"sse"});
        return value == null ? 0 : value;
    }

    private static List<Long> ids(String text) {
        return text.lines()
                .filter(line -> line.matches("id: \\d+"))
                .map(line -> Long.parseLong(line.substring(4)))
                .toList();
    }

    private static String readToTheEnd(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try (InputStream in = socket.getInputStream()) {
            StringBuilder text = new StringBuilder();
            byte[] some = new byte[8192];
            int n = in.read(some);
            while (n > 0 && text.indexOf("\r\n0\r\n\r\n") < 0) {
                text.append(new String(some, 0, n, UTF_8));
                n = text.indexOf("\r\n0\r\n\r\n") < 0 ? in.read(some) : -1;
            }
            return text.toString();
        }
    }

    @Test
    void aSlowReaderIsTold_andDropped_withNothingMissingBefore() throws Exception {
        try (Socket slow = ask()) {
            await().until(() -> connections() == 1);
            int step = 0;
            while (connections() == 1 && step < 400_000) {
                progress(step++);
                if (step % 100 == 0) {
                    loopIsDone();
                }
            }
            assertThat(connections()).as("dropped after " + step + " events").isZero();
            String text = readToTheEnd(slow);
            assertThat(text).contains("retry: 2000\nevent: dropped").contains("too-slow");
            List<Long> ids = ids(text);
            assertThat(ids.getFirst()).isZero();
            for (int i = 1; i < ids.size(); i++) {
                assertThat(ids.get(i)).isEqualTo(ids.get(i - 1) + 1);
            }
        }
        assertThat(asides).as("nobody listens any more").isEmpty();
    }

    private void loopIsDone() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(_ -> vertx.runOnContext(_ -> done.complete(null)));
        done.get(10, TimeUnit.SECONDS);
        Thread.sleep(1);
    }

    @Test
    void allReadersOfAJobHearTheSame_asidesToo_andTheEndClosesThem() throws Exception {
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(ask());
        }
        await().until(() -> connections() == 20);
        assertThat(asides).as("one ear for all of them").hasSize(1);
        asides.getFirst().accept("position", new JsonObject().put("position", 3));
        for (int i = 0; i < 50; i++) {
            progress(i);
        }
        happen(new JobEvent.Cancelled(job.id(), SampleJobs.NOW));
        List<String> texts = new ArrayList<>();
        for (Socket reader : readers) {
            texts.add(readToTheEnd(reader));
            reader.close();
        }
        for (String text : texts) {
            assertThat(text).contains("event: queued").contains("event: cancelled");
            assertThat(text).contains("event: position\ndata: {\"position\":3}");
            assertThat(ids(text)).isEqualTo(ids(texts.getFirst())).hasSize(52);
        }
        await().until(() -> connections() == 0);
    }

    /** Many times what may wait of news. */
    @Test
    void whoComesAfterAChainsEndHearsOfEachFrame() throws Exception {
        List<JobOutput> frames = new ArrayList<>();
        for (int frame = 0; frame < 500; frame++) {
            String name = "jobs/" + job.id() + "/output-" + frame;
            frames.add(new JobOutput(name, OutputFormat.PNG, 96, 48, 9, "ab".repeat(32), frame));
            happen(new JobEvent.Framed(job.id(), SampleJobs.NOW, frame, 500, frames.getLast()));
        }
        happen(new JobEvent.Succeeded(job.id(), SampleJobs.NOW, frames));
        try (Socket late = ask()) {
            String text = readToTheEnd(late);
            assertThat(text.length()).isGreaterThan(4 * BEHIND);
            assertThat(text).doesNotContain("event: dropped").contains("event: succeeded");
            assertThat(ids(text)).hasSize(502).isSorted();
        }
        await().until(() -> connections() == 0);
    }

    @Test
    void idleReadersHearOfUs() throws Exception {
        try (Socket reader = ask()) {
            reader.setSoTimeout(5_000);
            StringBuilder text = new StringBuilder();
            byte[] some = new byte[1024];
            while (text.indexOf(": here") < 0) {
                int n = reader.getInputStream().read(some);
                text.append(new String(some, 0, n, UTF_8));
            }
            assertThat(text).contains("event: started");
        }
        await().until(() -> connections() == 0);
    }

    @Test
    void anOverrunIsMadeGoodFromTheBoard() throws Exception {
        List<Long> told = new ArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> joined = new CompletableFuture<>();
        vertx.runOnContext(
                _ -> {
                    Reader reader =
                            new Reader() {
                                @Override
                                public void told(Frame frame) {
                                    if (!frame.id().equals("queued")) {
                                        told.add(Long.parseLong(frame.id()));
                                    }
                                }

                                @Override
                                public void ended() {
                                    ended.complete(null);
                                }
                            };
                    feeds.here().join(board.find(job.id()).orElseThrow(), Place.START, reader);
                    for (int i = 0; i < 3 * JobFeed.MOST_PENDING; i++) { // the loop is busy here
                        progress(i);
                    }
                    happen(new JobEvent.Cancelled(job.id(), SampleJobs.NOW));
                    joined.complete(null);
                });
        joined.get(10, TimeUnit.SECONDS);
        ended.get(10, TimeUnit.SECONDS);
        assertThat(told)
                .as("what is kept: started, the last progress, the end")
                .containsExactly(0L, offset - 2, offset - 1);
    }

    @Test
    void placesAreReadStrictly() {
        assertThat(Place.after("after", "queued")).isEqualTo(new Place(false, -1));
        assertThat(Place.after("after", "0").offset()).isZero();
        for (String bad : List.of("", "-1", "x", "99999999999999999999", "1.5")) {
            assertThatThrownBy(() -> Place.after("after", bad))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().field()).contains("after"));
        }
    }
}
