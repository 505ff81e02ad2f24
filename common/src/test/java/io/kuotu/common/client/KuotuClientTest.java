package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the client bears a service that fails now and then: a real HTTP server that does. */
class KuotuClientTest {
    private static final String JOB = "{\"id\":\"job_1\",\"state\":\"%s\",\"outputs\":[%s]}";

    private final AtomicInteger calls = new AtomicInteger();
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private KuotuClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new KuotuClient(address, "key");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        call.getRequestBody().readAllBytes();
        call.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = call.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void aSubmissionIsSentAgainUnderTheSameKey_untilThereIsRoom() throws Exception {
        server.createContext(
                "/v1/expansions",
                call -> {
                    keys.add(call.getRequestHeaders().getFirst("Idempotency-Key"));
                    if (calls.incrementAndGet() < 3) {
                        answer(call, 503, "{\"code\":\"queue_full\"}");
                    } else {
                        answer(call, 202, JOB.formatted("queued", ""));
                    }
                });
        assertThat(client.expand(client.newRequest()).state()).isEqualTo("queued");
        assertThat(calls).hasValue(3);
        assertThat(keys.stream().distinct()).hasSize(1);
    }

    @Test
    void whatTheServiceAsksForIsWaitedFor() throws Exception {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        server.createContext(
                "/v1/jobs/job_1",
                call -> {
                    times.add(System.nanoTime());
                    call.getResponseHeaders().set("Retry-After", "1");
                    boolean first = calls.incrementAndGet() == 1;
                    answer(call, first ? 429 : 200, JOB.formatted("queued", ""));
                });
        client.job("job_1");
        assertThat(Duration.ofNanos(times.get(1) - times.get(0)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatIsRefusedForGoodIsNotSentAgain() {
        server.createContext(
                "/v1/expansions",
                call -> {
                    calls.incrementAndGet();
                    answer(
                            call,
                            422,
                            "{\"code\":\"nothing_to_do\",\"detail\":\"why\",\"field\":\"margins\"}");
                });
        assertThatThrownBy(() -> client.expand(client.newRequest()))
                .isInstanceOfSatisfying(
                        ApiProblem.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("nothing_to_do");
                            assertThat(e.field()).contains("margins");
                        });
        assertThat(calls).hasValue(1);
    }

    @Test
    void aStreamThatBreaksIsTakenUpAfterTheLastId_andNothingIsToldTwice() throws Exception {
        List<String> resumed = Collections.synchronizedList(new ArrayList<>());
        server.createContext(
                "/v1/jobs/job_1/events",
                call -> {
                    resumed.add(String.valueOf(call.getRequestHeaders().getFirst("Last-Event-ID")));
                    answer(
                            call,
                            200,
                            switch (calls.incrementAndGet()) {
                                case 1 -> frame("7", "started");
                                case 2 -> frame("", "position") + frame("", "dropped");
                                default -> frame("9", "succeeded");
                            });
                });
        server.createContext(
                "/v1/jobs/job_1",
                call ->
                        answer(
                                call,
                                200,
                                JOB.formatted(calls.get() < 3 ? "running" : "succeeded", "")));
        List<String> told = new ArrayList<>();
        client.follow("job_1", e -> told.add(e.id() + e.name()));
        assertThat(told).containsExactly("7started", "position", "9succeeded");
        assertThat(resumed).containsExactly("null", "7", "7");
    }

    private static String frame(String id, String event) {
        return "id: " + id + "\nevent: " + event + "\ndata: {\"job\":\"job_1\"}\n\n";
    }

    @Test
    void pagesAreFetchedAsTheyAreReached() throws Exception {
        server.createContext(
                "/v1/jobs",
                call -> {
                    calls.incrementAndGet();
                    String job = JOB.formatted("succeeded", "");
                    boolean first = !call.getRequestURI().getQuery().contains("cursor=next");
                    answer(
                            call,
                            200,
                            "{\"jobs\":["
                                    + job
                                    + ","
                                    + job
                                    + "]"
                                    + (first ? ",\"next_cursor\":\"next\"}" : "}"));
                });
        assertThat(client.jobs(JobQuery.ALL).limit(2)).hasSize(2);
        assertThat(calls).hasValue(1);
        assertThat(client.jobs(JobQuery.ALL)).hasSize(4);
    }

    @Test
    void aFileWithAnotherHashIsNotLeftBehind(@TempDir Path folder) throws Exception {
        server.createContext(
                "/v1/jobs/job_1/outputs/0",
                call -> {
                    call.getResponseHeaders()
                            .set(
                                    "Location",
                                    "http://"
                                            + call.getRequestHeaders().getFirst("Host")
                                            + "/store");
                    answer(call, 302, "");
                });
        server.createContext(
                "/store",
                call -> {
                    assertThat(call.getRequestHeaders().containsKey("Authorization")).isFalse();
                    answer(call, 200, "abc");
                });
        Path file = folder.resolve("out.png");
        assertThatThrownBy(() -> client.download(ended("00"), 0, file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SHA-256");
        assertThat(folder).isEmptyDirectory();
        client.download(
                ended("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), 0, file);
        assertThat(file).hasContent("abc");
    }

    private JobStatus ended(String sha256) throws IOException, InterruptedException {
        String path = "/ended-" + sha256;
        server.createContext(
                path,
                call ->
                        answer(
                                call,
                                200,
                                JOB.formatted(
                                        "succeeded",
                                        "{\"index\":0,\"sha256\":\"" + sha256 + "\"}")));
        return JobStatus.of(client.get(path));
    }
}
