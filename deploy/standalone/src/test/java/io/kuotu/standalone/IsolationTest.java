package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.standalone.Http.Answer;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is one tenant's is nobody else's, by any way to write a path; and who did what is known. */
class IsolationTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(96, 64), "png");
    private static String job = "";
    private static Http mine;
    private static Http others;
    private static Http nobodys;
    private static RawHttp raw;

    @BeforeAll
    static void aJob() throws Exception {
        Standalone cluster = SharedCluster.cluster();
        mine = new Http(cluster.endpoint(), cluster.apiKey());
        others = new Http(cluster.endpoint(), SharedCluster.OTHER_KEY);
        nobodys = new Http(cluster.endpoint(), "");
        raw = new RawHttp(cluster.endpoint(), 10_000);
        Answer made =
                mine.expand(
                        PHOTO,
                        "{\"aspect_ratio\":\"16:9\",\"steps\":1,"
                                + "\"metadata\":{\"k\":\"a\\r\\nX-Evil: 1\\u2028\"}}");
        assertThat(made.status()).isEqualTo(202);
        assertThat(made.raw().headers().firstValue("X-Evil")).isEmpty();
        job = made.json().path("id").asText();
    }

    /** As the contract has them, so that one that comes to it is here at once. */
    record Operation(String method, String path, boolean hasBody) {}

    static List<Operation> operations() throws Exception {
        List<Operation> all = new ArrayList<>();
        try (InputStream in = Gateway.class.getResourceAsStream("/openapi.yaml")) {
            JsonNode paths = new ObjectMapper(new YAMLFactory()).readTree(in).path("paths");
            for (var path : paths.properties()) {
                for (var operation : path.getValue().properties()) {
                    if (METHODS.contains(operation.getKey())) {
                        all.add(
                                new Operation(
                                        operation.getKey().toUpperCase(Locale.ROOT),
                                        path.getKey(),
                                        operation.getValue().has("requestBody")));
                    }
                }
            }
        }
        return all;
    }

    static Stream<Operation> ofAJob() throws Exception {
        return operations().stream().filter(o -> o.path().contains("/jobs/{id}"));
    }

    private static Answer call(Http caller, Operation operation) throws Exception {
        String path = operation.path().replace("{id}", job).replaceAll("\\{\\w+}", "0");
        return caller.send(
                caller.request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                operation.method(),
                                operation.hasBody()
                                        ? BodyPublishers.ofString("{}")
                                        : BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @MethodSource("ofAJob")
    void anothersJobIsNotThere(Operation operation) throws Exception {
        Answer answer = call(others, operation);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(404);
        assertThat(answer.json().toString()).doesNotContain("local");
        assertThat(mine.get("/v1/jobs/" + job).status())
                .as("and nothing is done to it")
                .isEqualTo(200);
        assertThat(mine.get("/v1/jobs/" + job).json().path("state").asText())
                .isNotEqualTo("cancelled");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void withoutAKeyThereIsNothing(Operation operation) throws Exception {
        Answer answer = call(nobodys, operation);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/%s",
                "//v1/jobs/%s",
                "/v1//jobs/%s",
                "/./v1/jobs/%s",
                "/x/../v1/jobs/%s",
                "/livez/../v1/jobs/%s",
                "/livez/%%2e%%2e/v1/jobs/%s",
                "/%%761/jobs/%s",
                "/v1%%2fjobs%%2f%s",
                "/v1;x=y/jobs/%s",
                "/V1/jobs/%s",
                "/v1/jobs/%s/",
                "/v1/jobs/x/../%s",
                "/v1/./jobs/%s",
                "/v1/jobs/%s/outputs/../manifest",
                "/v1/jobs/%s%%00",
                "\\v1\\jobs\\%s",
                "/v1/jobs/%s?x=/../",
                "http://a.example/v1/jobs/%s"
            })
    void noSpellingOfAPathGoesRoundTheKey(String path) throws Exception {
        for (String key :
                List.of("", "Authorization: Bearer " + SharedCluster.OTHER_KEY + "\r\n")) {
            RawHttp.Said said =
                    raw.say(
                            "GET "
                                    + path.formatted(job)
                                    + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                                    + key
                                    + "\r\n");
            assertThat(said.status()).as(path).isIn(400, 401, 404);
            assertThat(said.text()).doesNotContain("\"state\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/../../etc/passwd", "/v1/jobs/..%2f..%2fetc%2fpasswd",
                        "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cetc%5cpasswd",
                        "/..%c0%af..%c0%afetc/passwd",
                "/v1/jobs/..%00/manifest", "/v1/jobs/%2e%2e%2fmetrics",
                        "/openapi.yaml/../../logback.xml",
                "/v1/jobs/..%2finputs%2fx/outputs/0", "/v1/jobs/x%0d%0aX-Evil:%201",
                        "/v1/jobs/x%0aX-Evil:1/events"
            })
    void noPathLeadsElsewhere(String path) throws Exception {
        RawHttp.Said said =
                raw.say(
                        "GET "
                                + path
                                + " HTTP/1.1\r\n"
                                + "Host: a\r\n"
                                + "Connection: close\r\n"
                                + "Authorization: Bearer "
                                + SharedCluster.cluster().apiKey()
                                + "\r\n\r\n");
        assertThat(said.status()).as(said.text()).isIn(400, 404);
        assertThat(said.text()).doesNotContain("root:").doesNotContain("\nX-Evil");
    }

    @Test
    void whoDidWhatIsWritten() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("audit");
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        Level before = log.getLevel();
        log.setLevel(Level.INFO);
        log.addAppender(written);
        try {
            Answer made = mine.expand(PHOTO, "{\"aspect_ratio\":\"16:9\",\"steps\":1}");
            String id = made.json().path("id").asText();
            mine.get("/v1/jobs/" + id);
            others.get("/v1/jobs/" + id);
            nobodys.get("/v1/jobs/x%0a%7b%7d");
            mine.send(mine.request("/v1/jobs/" + id).DELETE());
            await().until(() -> written.list.size() >= 4);
            List<JsonNode> lines = new ArrayList<>();
            for (ILoggingEvent event : written.list) {
                assertThat(event.getFormattedMessage())
                        .doesNotContain("\n")
                        .doesNotContain(SharedCluster.cluster().apiKey())
                        .doesNotContain(SharedCluster.OTHER_KEY);
                lines.add(new ObjectMapper().readTree(event.getFormattedMessage()));
            }
            String ours = Tenants.sha256(SharedCluster.cluster().apiKey()).substring(0, 8);
            line(lines, "createExpansion", "local", ours, id, "done", 202);
            line(
                    lines,
                    "getJob",
                    "other",
                    Tenants.sha256(SharedCluster.OTHER_KEY).substring(0, 8),
                    id,
                    "refused",
                    404);
            line(lines, "other", "", "", "", "refused", 401);
            line(lines, "cancelJob", "local", ours, id, "done", 200);
            assertThat(
                            lines.stream()
                                    .filter(
                                            l ->
                                                    l.path("status").asInt() == 200
                                                            && l.path("operation")
                                                                    .asText()
                                                                    .equals("getJob")))
                    .isEmpty();
            JsonNode first = // the line of another test's request may come late, before it
                    lines.stream()
                            .filter(l -> l.path("operation").asText().equals("createExpansion"))
                            .filter(l -> l.path("job").asText().equals(id))
                            .findFirst()
                            .orElseThrow();
            assertThat(first.path("request_id").asText())
                    .isEqualTo(made.raw().headers().firstValue("X-Request-Id").orElse(""));
            assertThat(first.path("from").asText()).isEqualTo("127.0.0.1");
        } finally {
            log.detachAppender(written);
            log.setLevel(before);
        }
    }

    private static void line(
            List<JsonNode> lines,
            String operation,
            String tenant,
            String key,
            String id,
            String outcome,
            int status) {
        assertThat(lines)
                .anySatisfy(
                        line -> {
                            assertThat(line.path("operation").asText()).isEqualTo(operation);
                            assertThat(line.path("tenant").asText()).isEqualTo(tenant);
                            assertThat(line.path("key").asText()).isEqualTo(key);
                            assertThat(line.path("job").asText()).isEqualTo(id);
                            assertThat(line.path("outcome").asText()).isEqualTo(outcome);
                            assertThat(line.path("status").asInt()).isEqualTo(status);
                        });
    }
}
