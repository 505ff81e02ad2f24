package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.testing.RawServer;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import io.kuotu.standalone.Http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures by URL. This machine is the outside, because the operator of this gateway says so. */
class UrlImageTest {
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(120, 90), "jpeg");
    private static RawServer pictures;
    private static Gateway gateway;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        pictures = RawServer.at("127.0.0.1", UrlImageTest::serve);
        gateway =
                SharedCluster.cluster()
                        .startGateway(
                                Map.of(
                                        "kuotu.gateway.port", "0",
                                        "kuotu.gateway.outbound.allow", "127.0.0.1/32",
                                        "kuotu.gateway.outbound.http", "true",
                                        "kuotu.gateway.outbound.fetch-within", "PT2S",
                                        "kuotu.gateway.outbound.fetches-at-once", "4",
                                        "kuotu.gateway.outbound.ports",
                                                Integer.toString(pictures.port())));
        http = new Http(gateway.endpoint(), SharedCluster.cluster().apiKey());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        pictures.close();
    }

    private static void serve(String head, java.io.OutputStream out)
            throws IOException, InterruptedException {
        switch (head.split(" ", 3)[1]) {
            case "/photo" -> {
                out.write(head("200 OK\r\nContent-Length: " + PHOTO.length));
                out.write(PHOTO);
            }
            case "/half" -> {
                out.write(head("200 OK\r\nContent-Length: " + PHOTO.length / 2));
                out.write(PHOTO, 0, PHOTO.length / 2);
            }
            case "/moved" -> out.write(head("302 Found\r\nContent-Length: 0\r\nLocation: /photo"));
            case "/inside" ->
                    out.write(head("302 Found\r\nLocation: http://169.254.169.254/latest/"));
            case "/huge" -> out.write(head("200 OK\r\nContent-Length: 9000000000"));
            case "/slow" -> Thread.sleep(5_000);
            case "/page" -> out.write(head("200 OK\r\nContent-Length: 6\r\n\r\n<html>"));
            default -> out.write(head("404 Not Found\r\nContent-Length: 0"));
        }
    }

    private static byte[] head(String text) {
        return ("HTTP/1.1 " + text + "\r\n\r\n").getBytes(ISO_8859_1);
    }

    private static Answer expand(String image) throws IOException, InterruptedException {
        return http.postJson(
                "/v1/expansions",
                "{\"image\":\"" + image + "\",\"margins\":{\"right\":\"50%\"},\"steps\":1}");
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + pictures.port() + path;
    }

    private static long leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("kuotu-url-")).count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/photo", "/moved"})
    void aPictureIsFetched(String path) throws Exception {
        Answer answer = expand(at(path));
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(202);
        assertThat(answer.json().path("request").path("size").path("width").asInt()).isEqualTo(180);
        assertThat(leftBehind()).isZero();
    }

    @Test
    void whatCannotBeFetchedIsToldOfTheField() throws Exception {
        refused(expand(at("/gone")), 422, "url_unreachable", "404");
        refused(expand(at("/slow")), 422, "url_unreachable", "too long");
        refused(expand(at("/huge")), 413, "payload_too_large", "too large");
        refused(expand(at("/half")), 422, "picture_truncated", "");
        refused(expand(at("/page")), 422, "not_a_picture", "");
        refused(expand("http://127.0.0.1:1/photo"), 422, "url_refused", "port 1 is not called");
        assertThat(leftBehind()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://127.0.0.2/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.2]/",
                "http://2130706434/",
                "http://0177.0.0.2/",
                "http://localhost.localdomain.invalid/",
                "http://good@127.0.0.2/",
                "https://10.0.0.1/",
                "HTTPS://",
                "https:relative",
                "https://a b/",
                "https://a.example/\\u0000",
                "https://a.example/\\r\\nX-Evil: 1"
            })
    void whatIsInsideOrNothing(String url) throws Exception {
        refused(expand(url), 422, "url_refused", "");
    }

    @Test
    void aRedirectInside() throws Exception {
        refused(expand(at("/inside")), 422, "url_refused", "the host has no public address");
    }

    @Test
    void theUsualGatewayCallsNothingHere() throws Exception {
        Http usual = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
        int before = pictures.connections();
        refused(
                usual.postJson(
                        "/v1/expansions",
                        "{\"image\":\""
                                + at("/photo").replace("http:", "https:")
                                + "\",\"aspect_ratio\":\"16:9\"}"),
                422,
                "url_refused",
                "");
        refused(
                usual.postJson(
                        "/v1/expansions",
                        "{\"image\":\"http://127.0.0.1/\",\"aspect_ratio\":\"16:9\"}"),
                422,
                "url_refused",
                "only https");
        assertThat(pictures.connections()).isEqualTo(before);
    }

    private static void refused(Answer answer, int status, String code, String detail) {
        assertThat(answer.code()).as(answer.json().toString()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field()).isEqualTo("image");
        assertThat(answer.detail()).contains(detail);
    }
}
