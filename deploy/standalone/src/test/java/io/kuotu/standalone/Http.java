package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plain HTTP, as a stranger's client would speak it. */
final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BOUNDARY = "a-boundary";

    private final URI server;
    private final String key;

    Http(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    /** An answer and its body as JSON (null where it is none). */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> raw) {
        String code() {
            return json.path("code").asText();
        }

        String field() {
            return json.path("field").asText();
        }

        String detail() {
            return json.path("detail").asText();
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(60));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> raw = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        boolean json = raw.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Answer(
                raw.statusCode(), json ? MAPPER.readTree(raw.body()) : MAPPER.nullNode(), raw);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer postJson(String path, String json) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    Answer expand(byte[] image, String requestJson) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                ("--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n"
                                + requestJson
                                + "\r\n")
                        .getBytes(UTF_8));
        body.writeBytes(
                ("--"
                                + BOUNDARY
                                + "\r\n"
                                + "Content-Disposition: form-data; name=\"image\";"
                                + " filename=\"x\"\r\n"
                                + "Content-Type: application/octet-stream\r\n\r\n")
                        .getBytes(UTF_8));
        body.writeBytes(image);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
        return send(
                request("/v1/expansions")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    }
}
