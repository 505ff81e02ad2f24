package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.testing.TestCertificate;
import io.kuotu.gateway.Gateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, CORS, headers and slow callers. */
class EdgeTest {
    private static final String APP = "https://app.example";
    @TempDir private static Path folder;
    private static TestCertificate certificate;
    private static Gateway secure;
    private static Gateway hasty;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder, "first", "ip:127.0.0.1");
        Path cert = Files.copy(certificate.certificate(), folder.resolve("tls.crt"));
        Path key = Files.copy(certificate.key(), folder.resolve("tls.key"));
        secure =
                gateway(
                        Map.of(
                                "kuotu.gateway.tls.certificate",
                                cert.toString(),
                                "kuotu.gateway.tls.key",
                                key.toString(),
                                "kuotu.gateway.tls.look-every",
                                "PT0.2S",
                                "kuotu.gateway.cors.origins",
                                APP));
        hasty =
                gateway(
                        Map.of(
                                "kuotu.gateway.connections.head-within", "PT1.5S",
                                "kuotu.gateway.connections.body-grace", "PT1.5S",
                                "kuotu.gateway.connections.most", "50"));
    }

    private static Gateway gateway(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kuotu.gateway.port", "0");
        return SharedCluster.cluster().startGateway(settings);
    }

    @AfterAll
    static void stop() {
        secure.close();
        hasty.close();
    }

    private static HttpClient client(TestCertificate trusted) {
        return HttpClient.newBuilder().sslContext(trusted.context()).build();
    }

    private static HttpResponse<String> get(HttpClient client, URI at, String... headers)
            throws IOException, InterruptedException {
        return send(client, HttpRequest.newBuilder(at).headers(headers).GET());
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(
                request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private static String key() {
        return "Bearer " + SharedCluster.cluster().apiKey();
    }

    @Test
    void tls_andACertificateThatTakesAnothersPlace() throws Exception {
        assertThat(secure.endpoint().getScheme()).isEqualTo("https");
        URI models = secure.endpoint().resolve("/v1/models");
        try (HttpClient old = client(certificate)) {
            HttpResponse<String> answer = get(old, models, "Authorization", key());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        }
        TestCertificate next = TestCertificate.make(folder, "next", "ip:127.0.0.1");
        StandardCopyOption over = StandardCopyOption.REPLACE_EXISTING;
        Files.copy(next.key(), folder.resolve("tls.key"), over);
        Files.copy(next.certificate(), folder.resolve("tls.crt"), over);
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(SSLHandshakeException.class)
                .until(
                        () -> {
                            try (HttpClient client = client(next)) {
                                return get(client, models, "Authorization", key()).statusCode()
                                        == 200;
                            }
                        });
        certificate = next;
    }

    @Test
    void pagesOfListedOriginsMayRead() throws Exception {
        URI models = secure.endpoint().resolve("/v1/models");
        try (HttpClient client = client(certificate)) {
            HttpHeaders listed =
                    get(client, models, "Authorization", key(), "Origin", APP).headers();
            assertThat(listed.firstValue("Access-Control-Allow-Origin")).hasValue(APP);
            assertThat(listed.firstValue("Access-Control-Expose-Headers").orElse(""))
                    .contains("Location")
                    .contains("X-Request-Id");
            assertThat(listed.firstValue("Vary")).hasValue("Origin");
            assertThat(listed.firstValue("Access-Control-Allow-Credentials")).isEmpty();
            HttpResponse<String> asked =
                    send(
                            client,
                            HttpRequest.newBuilder(models)
                                    .header("Origin", APP)
                                    .header("Access-Control-Request-Method", "POST")
                                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
            assertThat(asked.statusCode()).isEqualTo(204);
            assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                    .contains("Authorization", "Idempotency-Key");
            for (String other :
                    List.of("https://app.example.evil.example", "null", "http://app.example")) {
                HttpResponse<String> strange =
                        get(client, models, "Authorization", key(), "Origin", other);
                assertThat(strange.statusCode()).isEqualTo(200);
                assertThat(strange.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            }
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> none =
                    get(
                            client,
                            hasty.endpoint().resolve("/v1/models"),
                            "Authorization",
                            key(),
                            "Origin",
                            APP);
            assertThat(none.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void everyAnswerIsSafeToShow() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path :
                    List.of(
                            "/livez",
                            "/metrics",
                            "/openapi.yaml",
                            "/nothing",
                            "/v1/jobs",
                            "/v1/nothing")) {
                HttpHeaders headers =
                        get(client, hasty.endpoint().resolve(path), "Authorization", key())
                                .headers();
                assertThat(headers.firstValue("X-Content-Type-Options"))
                        .as(path)
                        .hasValue("nosniff");
                assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                        .contains("frame-ancestors 'none'");
                assertThat(headers.firstValue("Cache-Control").isPresent())
                        .isEqualTo(path.startsWith("/v1/"));
                assertThat(headers.firstValue("Server")).isEmpty();
                assertThat(headers.firstValue("X-Request-Id")).isPresent();
            }
        }
    }

    @Test
    void requestIdsAreTheCallersWhereTheyAreWellFormed() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String id :
                    List.of(
                            "my-request.12345",
                            "short",
                            "a".repeat(65),
                            "with space",
                            "tab\there1")) {
                HttpResponse<String> answer =
                        get(client, hasty.endpoint().resolve("/v1/nothing"), "X-Request-Id", id);
                String given = answer.headers().firstValue("X-Request-Id").orElse("");
                assertThat(given.equals(id)).isEqualTo(id.startsWith("my-"));
                assertThat(answer.body()).contains("\"request_id\":\"" + given + "\"");
            }
        }
    }

    /** What came back until the other side hung up; fails where it does not within 8 s. */
    private static String talk(String... parts) throws IOException, InterruptedException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), hasty.endpoint().getPort())) {
            socket.setSoTimeout(8_000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
            }
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void whoIsSlowIsHungUpOn() throws Exception {
        assertThat(talk("GET /v1/jobs HTTP/1.1\r\nHost: a\r\nX-Slow: ")).isEmpty();
        assertThat(talk("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("ok\n");
        assertThat(
                        talk(
                                "POST /v1/expansions HTTP/1.1\r\nHost: a\r\nAuthorization: "
                                        + key()
                                        + "\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 1000\r\n\r\n{\"image\": \""))
                .isEmpty();
    }

    @Test
    void whoDripsIsHungUpOn() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), hasty.endpoint().getPort())) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(ISO_8859_1));
            long start = System.nanoTime();
            assertThatThrownBy(
                            () -> {
                                while (System.nanoTime() - start < 10_000_000_000L) {
                                    socket.getOutputStream().write('x');
                                    Thread.sleep(100);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoHttpOrTooMuchOfIt() throws Exception {
        assertThat(talk("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .contains(" 414 ")
                .contains("uri_too_long")
                .containsIgnoringCase("x-request-id");
        assertThat(talk("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20000) + "\r\n\r\n"))
                .contains(" 431 ")
                .contains("headers_too_large");
        assertThat(talk("NONSENSE\r\n\r\n")).contains(" 400 ").contains("invalid_request");
    }

    @Test
    void settingsThatCannotBeAreToldTogether() {
        assertThatThrownBy(
                        () ->
                                gateway(
                                        Map.of(
                                                "kuotu.gateway.tls.key", "/no/such",
                                                "kuotu.gateway.cors.origins", "https://a.example/",
                                                "kuotu.gateway.outbound.allow", "10.0.0.0/99",
                                                "kuotu.gateway.outbound.ports", "-1")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContainingAll(
                        "tls.key", "set both", "cors.origins", "outbound.allow", "outbound.ports");
    }
}
