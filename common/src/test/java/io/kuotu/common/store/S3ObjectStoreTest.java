package io.kuotu.common.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that starts slowly. */
class S3ObjectStoreTest {
    private static final int CUT = 0; // no answer: the connection ends

    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private volatile int status = 503;
    private volatile String code = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    boolean refused = refusals.getAndDecrement() > 0;
                    byte[] reason =
                            "<Error><Code>%s</Code><Message>m</Message></Error>"
                                    .formatted(code)
                                    .getBytes(UTF_8);
                    if (refused && status == CUT) {
                        exchange.close();
                        return;
                    }
                    if (refused && status != 503) {
                        exchange.getResponseHeaders().add("Content-Type", "application/xml");
                        exchange.sendResponseHeaders(status, reason.length);
                        exchange.getResponseBody().write(reason);
                    } else {
                        exchange.sendResponseHeaders(refused ? 503 : 200, -1);
                    }
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private StoreAddress address() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new StoreAddress(endpoint, Optional.empty(), "us-east-1", "kuotu", "a", "secret-b");
    }

    @Test
    void aStoreThatIsStillStartingIsWaitedFor() {
        refusals.set(2);
        S3ObjectStore.open(address(), Duration.ofSeconds(20)).close();
        assertThat(requests).hasValue(3);
    }

    @Test
    void notForEver() {
        refusals.set(Integer.MAX_VALUE);
        assertThatThrownBy(() -> S3ObjectStore.open(address(), Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageContaining("503");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, STORE_REFUSED",
        "404, NoSuchBucket, STORE_REFUSED",
        "507, XMinioStorageFull, STORE_REFUSED",
        "500, InternalError, STORE_UNAVAILABLE"
    })
    void whatNoWaitingWillChangeIsARefusal(int answer, String reason, ErrorCode told) {
        try (S3ObjectStore store = S3ObjectStore.open(address(), Duration.ofSeconds(20))) {
            status = answer;
            code = reason;
            refusals.set(Integer.MAX_VALUE);
            assertThatThrownBy(() -> store.put("k", new byte[] {1}, "image/png"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(told));
            assertThatThrownBy(() -> store.get("k"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(told));
        }
    }

    @Test
    void aConnectionThatBreaksIsAMatterOfTime() {
        try (S3ObjectStore store = S3ObjectStore.open(address(), Duration.ofSeconds(20))) {
            status = CUT;
            refusals.set(Integer.MAX_VALUE);
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                            () -> store.get("k"),
                            () -> store.put("k", new byte[] {1}, "image/png"),
                            () -> store.putIfAbsent("k", new byte[] {1}, "image/png"))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e ->
                                        assertThat(e.problem().code())
                                                .isEqualTo(ErrorCode.STORE_UNAVAILABLE));
            }
        }
    }
}
