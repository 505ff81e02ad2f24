package io.kuotu.gateway.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.RawServer;
import io.kuotu.gateway.outbound.CallFailed.Reason;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say too much, too little, or nothing for too long. */
class GuardedHttpLimitsTest extends OutboundFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n", // no length: until the end of the connection
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFF\r\n",
            })
    void moreThanTheLimitIsNotTaken(String head) throws Exception {
        names.tell("a.example", OUTSIDE);
        RawServer.Script script =
                (_, out) -> {
                    out.write(head.getBytes(UTF_8));
                    forEver(out, 1000, 0);
                };
        try (RawServer server = RawServer.at(OUTSIDE, script);
                GuardedHttp http = http(server.port())) {
            assertThatThrownBy(() -> http.fetch(url("a.example", server, "/"), file, 100, LONG))
                    .isInstanceOfSatisfying(
                            CallFailed.class,
                            e -> assertThat(e.reason()).isIn(Reason.TOO_LARGE, Reason.BROKEN));
            assertThat(Files.size(file)).isLessThanOrEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nless",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nless",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nless",
                "HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\nless",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "SSH-2.0-OpenSSH_9.6\r\n",
                ""
            })
    void whatBreaksOffIsNotTaken(String all) throws Exception {
        names.tell("a.example", OUTSIDE);
        try (RawServer server = RawServer.at(OUTSIDE, RawServer.saying(all));
                GuardedHttp http = http(server.port())) {
            failed(Reason.BROKEN, () -> http.fetch(url("a.example", server, "/"), file, 100, LONG));
        }
    }

    @Test
    void headersHaveALimit() throws Exception {
        names.tell("a.example", OUTSIDE);
        String head = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n";
        try (RawServer server = RawServer.at(OUTSIDE, RawServer.saying(head));
                GuardedHttp http = http(server.port())) {
            failed(Reason.BROKEN, () -> http.fetch(url("a.example", server, "/"), file, 100, LONG));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
            })
    void aServerThatDripsIsLeft(String beginning) throws Exception {
        names.tell("a.example", OUTSIDE);
        RawServer.Script drip =
                (_, out) -> {
                    out.write(beginning.getBytes(UTF_8));
                    out.flush();
                    Thread.sleep(beginning.isEmpty() ? 5_000 : 0);
                    forEver(out, 1, 50);
                };
        try (RawServer server = RawServer.at(OUTSIDE, drip);
                GuardedHttp http = http(server.port())) {
            long start = System.nanoTime();
            failed(
                    Reason.TIMEOUT,
                    () ->
                            http.fetch(
                                    url("a.example", server, "/"),
                                    file,
                                    10_000,
                                    Duration.ofMillis(700)));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aNameServerThatDoesNotAnswerIsLeft() throws Exception {
        Names slow =
                _ -> {
                    try {
                        Thread.sleep(20_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                };
        CallRules rules = new CallRules(AddressRules.of(List.of(), List.of()), Set.of(), true);
        try (GuardedHttp http = new GuardedHttp(VERTX, slow, rules, Optional.empty())) {
            failed(
                    Reason.TIMEOUT,
                    () ->
                            http.fetch(
                                    URI.create("http://a.example/"),
                                    file,
                                    100,
                                    Duration.ofMillis(300)));
        }
    }
}
