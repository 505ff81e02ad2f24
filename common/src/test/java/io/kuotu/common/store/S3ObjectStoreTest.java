package io.kuotu.common.store;

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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that starts slowly. */
class S3ObjectStoreTest {
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    boolean refused = refusals.getAndDecrement() > 0;
                    exchange.sendResponseHeaders(refused ? 503 : 200, -1);
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
}
