package io.kuotu.gateway.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.RawServer;
import io.kuotu.common.testing.TestCertificate;
import io.kuotu.gateway.outbound.CallFailed.Reason;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is called, and what is not. */
class GuardedHttpTest extends OutboundFixture {
    @Test
    void fetchesAFile_byTheNameAndThePathThatWereGiven() throws Exception {
        names.tell("pictures.example", OUTSIDE);
        try (RawServer server = RawServer.at(OUTSIDE, RawServer.saying(ok("a picture")));
                GuardedHttp http = http(server.port())) {
            Answer answer =
                    http.fetch(url("pictures.example", server, "/a%20b?c=d"), file, 100, LONG);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-length", "9");
            assertThat(file).hasContent("a picture");
            assertThat(server.heads().getFirst())
                    .startsWith("GET /a%20b?c=d HTTP/1.1\n")
                    .containsIgnoringCase("host: pictures.example:" + server.port())
                    .doesNotContainIgnoringCase("cookie")
                    .doesNotContainIgnoringCase("accept-encoding");
        }
    }

    @Test
    void posts() throws Exception {
        names.tell("hooks.example", OUTSIDE);
        try (RawServer server =
                        RawServer.at(
                                OUTSIDE,
                                RawServer.saying(
                                        "HTTP/1.1 410 Gone\r\nRetry-After: 7\r\n"
                                                + "Content-Length: 2\r\n\r\nno"));
                GuardedHttp http = http(server.port())) {
            Answer answer =
                    http.post(
                            url("hooks.example", server, "/in"),
                            Map.of("webhook-id", "msg_1", "Content-Type", "application/json"),
                            "{}".getBytes(UTF_8),
                            LONG);
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.headers()).containsEntry("retry-after", "7");
            assertThat(server.heads().getFirst())
                    .contains("POST /in")
                    .contains("webhook-id: msg_1")
                    .containsIgnoringCase("content-length: 2");
        }
    }

    @Test
    void aPostIsNotRedirected_andItsAnswerIsReadToALimit() throws Exception {
        names.tell("hooks.example", OUTSIDE);
        RawServer.Script endless =
                (_, out) -> {
                    out.write("HTTP/1.1 302 Found\r\nLocation: /on\r\n\r\n".getBytes(UTF_8));
                    forEver(out, 1000, 0);
                };
        try (RawServer server = RawServer.at(OUTSIDE, endless);
                GuardedHttp http = http(server.port())) {
            Answer answer =
                    http.post(url("hooks.example", server, "/"), Map.of(), new byte[0], LONG);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2:%d/",
                "http://[::ffff:127.0.0.2]:%d/",
                "http://[::1]:%d/",
                "http://localhost:%d/",
                "http://inside.example:%d/",
                "http://both.example:%d/",
                "http://other.both.example:%d/",
                "http://none.example:%d/",
                "http://metadata.example:%d/",
                "http://0.0.0.0:%d/"
            })
    void whatIsInsideIsNotCalled(String url) throws Exception {
        names.tell("inside.example", INSIDE)
                .tell("localhost", INSIDE, "::1")
                .tell("both.example", OUTSIDE, INSIDE)
                .tell("other.both.example", INSIDE, OUTSIDE)
                .tell("none.example")
                .tell("metadata.example", "169.254.169.254");
        try (RawServer inside = RawServer.at(INSIDE, RawServer.saying(ok("secret")));
                GuardedHttp http = http(inside.port())) {
            URI target = URI.create(url.formatted(inside.port()));
            assertThatThrownBy(() -> http.fetch(target, file, 100, LONG))
                    .isInstanceOf(CallRefused.class)
                    .hasMessage("the host has no public address");
            assertThatThrownBy(() -> http.post(target, Map.of(), new byte[0], LONG))
                    .isInstanceOf(CallRefused.class);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aNameThatNobodyKnowsIsToldLikeOneInside() throws Exception {
        try (GuardedHttp http = http(81)) {
            assertThatThrownBy(() -> http.fetch(URI.create("http://no.example/"), file, 100, LONG))
                    .isInstanceOf(CallFailed.class)
                    .hasMessage("the host has no public address");
        }
    }

    @Test
    void aNameThatChangesItsMindIsAskedOnce() throws Exception {
        names.tell("rebind.example", OUTSIDE).tell("rebind.example", INSIDE);
        try (RawServer outside = RawServer.at(OUTSIDE, RawServer.saying(ok("outside")));
                RawServer inside =
                        RawServer.at(INSIDE, outside.port(), RawServer.saying(ok("secret")));
                GuardedHttp http = http(outside.port())) {
            http.fetch(url("rebind.example", outside, "/"), file, 100, LONG);
            assertThat(file).hasContent("outside");
            assertThat(names.asked).hasSize(1);
            assertThatThrownBy(
                            () -> http.fetch(url("rebind.example", outside, "/"), file, 100, LONG))
                    .isInstanceOf(CallRefused.class);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aRedirectIsResolvedAndCheckedAnew() throws Exception {
        names.tell("rebind.example", OUTSIDE)
                .tell("rebind.example", INSIDE)
                .tell("a.example", OUTSIDE);
        RawServer.Script script =
                (head, out) ->
                        out.write(
                                ("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
                                                + head.split("[ ?]", 4)[2].replace("to=", "")
                                                + "\r\n\r\n")
                                        .getBytes(UTF_8));
        try (RawServer outside = RawServer.at(OUTSIDE, script);
                RawServer inside =
                        RawServer.at(INSIDE, outside.port(), RawServer.saying(ok("secret")));
                GuardedHttp http = http(outside.port())) {
            int port = outside.port();
            for (String to :
                    List.of(
                            "http://127.0.0.2:" + port + "/",
                            "//127.0.0.2:" + port + "/",
                            "http://rebind.example:" + port + "/",
                            "http://a.example@127.0.0.2:" + port + "/",
                            "http://2130706434:" + port + "/",
                            "http://a.example:1/",
                            "file:///etc/passwd")) {
                URI from = url("a.example", outside, "/?to=" + to);
                assertThatThrownBy(
                                () -> {
                                    if (to.contains("rebind")) {
                                        names.of("rebind.example"); // it was outside, once
                                    }
                                    http.fetch(from, file, 100, LONG);
                                })
                        .as(to)
                        .isInstanceOf(CallRefused.class);
            }
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void redirectsAreFollowedThreeTimes() throws Exception {
        names.tell("a.example", OUTSIDE);
        RawServer.Script script =
                (head, out) -> {
                    int left = Integer.parseInt(head.split("[ /]", 4)[2]);
                    out.write(
                            (left == 0
                                            ? ok("there")
                                            : "HTTP/1.1 307 On\r\nContent-Length: 0\r\nLocation: /"
                                                    + (left - 1)
                                                    + "\r\n\r\n")
                                    .getBytes(UTF_8));
                };
        try (RawServer server = RawServer.at(OUTSIDE, script);
                GuardedHttp http = http(server.port())) {
            http.fetch(url("a.example", server, "/3"), file, 100, LONG);
            assertThat(file).hasContent("there");
            failed(
                    Reason.TOO_MANY_REDIRECTS,
                    () -> http.fetch(url("a.example", server, "/4"), file, 100, LONG));
        }
    }

    @Test
    void nobodyThere_andTheNextAddressWhereOneIs() throws Exception {
        AddressRules addresses = AddressRules.of(List.of("127.0.0.0/8"), List.of());
        names.tell("a.example", "127.0.0.9", OUTSIDE).tell("no.example", "127.0.0.9");
        try (RawServer server = RawServer.at(OUTSIDE, RawServer.saying(ok("second")));
                GuardedHttp http =
                        new GuardedHttp(
                                VERTX,
                                names,
                                new CallRules(addresses, Set.of(server.port()), true),
                                Optional.empty())) {
            http.fetch(url("a.example", server, "/"), file, 100, LONG);
            assertThat(file).hasContent("second");
            failed(
                    Reason.NO_CONNECTION,
                    () -> http.fetch(url("no.example", server, "/"), file, 100, LONG));
        }
    }

    @Test
    void theCertificateIsOfTheName_notOfTheAddress() throws Exception {
        names.tell("pictures.example", OUTSIDE).tell("other.example", OUTSIDE);
        TestCertificate mine = TestCertificate.make(folder, "mine", "dns:pictures.example");
        TestCertificate other = TestCertificate.make(folder, "other", "dns:other.example");
        try (RawServer server = RawServer.withTls(mine.context(), RawServer.saying(ok("safe")));
                GuardedHttp trusting = http(Optional.of(mine.certificate()), server.port());
                GuardedHttp strange = http(Optional.of(other.certificate()), server.port());
                GuardedHttp usual = http(server.port())) {
            String rest = ".example:" + server.port() + "/";
            trusting.fetch(URI.create("https://pictures" + rest), file, 100, LONG);
            assertThat(file).hasContent("safe");
            assertThat(server.heads().getFirst()).containsIgnoringCase("host: pictures.example");
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                            () -> trusting.fetch(URI.create("https://other" + rest), file, 9, LONG),
                            () ->
                                    trusting.fetch(
                                            URI.create("https://127.0.0.1:" + server.port()),
                                            file,
                                            9,
                                            LONG),
                            () ->
                                    strange.fetch(
                                            URI.create("https://pictures" + rest), file, 9, LONG),
                            () ->
                                    usual.fetch(
                                            URI.create("https://pictures" + rest),
                                            file,
                                            9,
                                            LONG))) {
                failed(Reason.NO_SECURITY, call);
            }
            assertThat(server.heads().stream().filter(head -> !head.isEmpty())).hasSize(1);
        }
    }
}
