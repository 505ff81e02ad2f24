package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.config.InvalidSettings;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.standalone.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page at /: how it is served, and what its visitors may do. A browser is driven elsewhere. */
class StudioTest {
    private static final String KEY = "the key that the operator grants";
    private static final Pattern REFERENCE =
            Pattern.compile("(?:(?:src|href)=|from |import )[\"'](?:/studio/|\\./)([\\w.-]+)[\"']");
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(96, 64), "png");
    @TempDir private static Path folder;
    private static Gateway gateway;
    private static Http nobody;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
        gateway = gateway(Map.of("kuotu.gateway.studio.key-file", file.toString()));
        nobody = new Http(gateway.endpoint(), "");
    }

    private static Gateway gateway(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("kuotu.gateway.port", "0");
        settings.put("kuotu.tenants.guests.key-sha256", Tenants.sha256(KEY));
        return SharedCluster.cluster().startGateway(settings);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Http visitor() throws Exception {
        Answer answer = nobody.send(nobody.request("/studio/pass").POST(BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("max_bytes").asLong()).isEqualTo(8 << 20);
        assertThat(answer.raw().headers().firstValue("Cache-Control")).hasValue("no-store");
        return new Http(gateway.endpoint(), answer.json().path("pass").asText());
    }

    private static String header(Answer answer, String name) {
        return answer.raw().headers().firstValue(name).orElse("");
    }

    @Test
    void everyFileThatThePageNamesIsServed_safely() throws Exception {
        Set<String> seen = new HashSet<>();
        check("/", "text/html; charset=utf-8", seen);
        assertThat(seen).contains("app.js", "base.css", "icon.svg", "frame-editor.js");
        assertThat(nobody.get("/studio/nothing.js").status()).isEqualTo(404);
        assertThat(nobody.get("/studio/..%2fopenapi.yaml").status()).isEqualTo(404);
    }

    private static void check(String path, String type, Set<String> seen) throws Exception {
        Answer answer = nobody.get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).as(path).isEqualTo(type);
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        String tag = header(answer, "ETag");
        Answer again = nobody.send(nobody.request(path).header("If-None-Match", tag).GET());
        assertThat(again.status()).as(path).isEqualTo(304);
        assertThat(again.raw().body()).isEmpty();
        String text = new String(answer.raw().body(), UTF_8);
        assertThat(text).doesNotContain("https://", "style=\"");
        for (String name : REFERENCE.matcher(text).results().map(m -> m.group(1)).toList()) {
            if (seen.add(name)) {
                check("/studio/" + name, type(name), seen);
            }
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new AssertionError(name);
        };
    }

    @Test
    void withoutAKeyThereIsNoPage() throws Exception {
        Http off = new Http(SharedCluster.cluster().endpoint(), "");
        for (String path : List.of("/", "/studio/app.js", "/favicon.ico")) {
            assertThat(off.get(path).status()).as(path).isEqualTo(404);
        }
        Answer pass = off.send(off.request("/studio/pass").POST(BodyPublishers.noBody()));
        assertThat(pass.status()).isEqualTo(404);
    }

    @Test
    void aPassOfOneGatewayIsNoneWhereTheStudioIsOff() throws Exception {
        Answer issued = nobody.send(nobody.request("/studio/pass").POST(BodyPublishers.noBody()));
        String token = issued.json().path("pass").asText();
        assertThat(new Http(gateway.endpoint(), token).get("/v1/models").status()).isEqualTo(200);
        Http off = new Http(SharedCluster.cluster().endpoint(), token);
        assertThat(off.get("/v1/models").status()).isEqualTo(401);
        Http forged = new Http(gateway.endpoint(), token + "x");
        assertThat(forged.get("/v1/models").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/jobs",
        "GET, /v1/jobs/",
        "GET, /v1/jobs?limit=1",
        "GET, /v1/jobs/%2e%2e/jobs",
        "GET, /v1/stream",
        "POST, /v1/batches",
        "POST, /v1/uploads",
        "GET, /v1/jobs/job_01kafz3x6m3q9v1d8r5t7w2ybn/deliveries",
        "GET, /v1/operations/deliveries",
        "GET, /v1/operator/jobs",
    })
    void visitorsCannotListOrManage(String method, String path) throws Exception {
        Http visitor = visitor();
        var body = method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
        Answer answer = visitor.send(visitor.request(path).method(method, body));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("not_found");
    }

    @Test
    void aJobIsItsIds_andTheHostSeesAll() throws Exception {
        Answer made = visitor().expand(PHOTO, "{\"aspect_ratio\":\"16:9\",\"steps\":1}");
        assertThat(made.status()).isEqualTo(202);
        String path = made.json().path("links").path("self").asText();
        Http another = visitor();
        assertThat(another.get(path + "?wait=60").json().path("id").asText())
                .isEqualTo(made.json().path("id").asText());
        assertThat(another.get("/v1/queue").status()).isEqualTo(200);
        Http host = new Http(gateway.endpoint(), KEY);
        assertThat(host.get("/v1/jobs").json().path("jobs").findValuesAsText("id"))
                .contains(made.json().path("id").asText());
        Answer cancelled = another.send(another.request(path).DELETE());
        assertThat(cancelled.status()).isEqualTo(200);
    }

    @Test
    void pagesOfOthersGetNoPass() throws Exception {
        for (String site : List.of("cross-site", "same-site", "none")) {
            Answer answer =
                    nobody.send(
                            nobody.request("/studio/pass")
                                    .header("Sec-Fetch-Site", site)
                                    .POST(BodyPublishers.noBody()));
            assertThat(answer.status()).as(site).isEqualTo(404);
        }
    }

    @Test
    void whoAsksForTooMuchIsTurnedAwayByAddress_whateverThePass() throws Exception {
        Map<String, String> strict =
                Map.of(
                        "kuotu.gateway.studio.key", KEY,
                        "kuotu.gateway.studio.jobs-per-minute", "1",
                        "kuotu.gateway.studio.jobs-at-once", "1");
        try (Gateway limited = gateway(strict)) {
            Http guest = new Http(limited.endpoint(), pass(limited));
            assertThat(guest.expand(PHOTO, "{\"nonsense\":1}").status()).isEqualTo(400);
            Http next = new Http(limited.endpoint(), pass(limited));
            Answer refused = next.expand(PHOTO, "{\"aspect_ratio\":\"16:9\"}");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("rate_limited");
            assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(50, 60);
            assertThat(next.get("/v1/models").status()).isEqualTo(200);
            Http host = new Http(limited.endpoint(), KEY);
            assertThat(host.expand(PHOTO, "{\"nonsense\":1}").status()).isEqualTo(400);
        }
    }

    private static String pass(Gateway of) throws Exception {
        Http http = new Http(of.endpoint(), "");
        Answer answer = http.send(http.request("/studio/pass").POST(BodyPublishers.noBody()));
        return answer.json().path("pass").asText();
    }

    @Test
    void aKeyThatCannotBeTheStudiosIsToldAtTheStart() {
        assertThatThrownBy(() -> gateway(Map.of("kuotu.gateway.studio.key", "nobody's")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("kuotu.gateway.studio.key");
        String operators = SharedCluster.cluster().operatorKey();
        assertThatThrownBy(() -> gateway(Map.of("kuotu.gateway.studio.key", operators)))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("no operator");
        assertThatThrownBy(
                        () ->
                                gateway(
                                        Map.of(
                                                "kuotu.gateway.studio.key", KEY,
                                                "kuotu.gateway.studio.key-file", "/no/such",
                                                "kuotu.gateway.studio.pass-life", "PT1S",
                                                "kuotu.gateway.studio.jobs-at-once", "0")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContainingAll("not both", "key-file", "pass-life", "jobs-at-once");
    }
}
