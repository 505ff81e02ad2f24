package io.kuotu.common.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Calls a Kuotu service. What the service refuses is an {@link ApiProblem}; what keeps it from
 * being reached an {@link IOException}. Blocks; thread safe.
 */
public final class KuotuClient implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);

    private final ObjectMapper mapper = JsonCodec.mapper();
    private final HttpClient http;
    private final URI server;
    private final String key;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param key API key
     */
    public KuotuClient(URI server, String key) {
        this.server = server;
        this.key = key;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /** An empty request to fill in; its fields are those of the contract. */
    public ObjectNode newRequest() {
        return mapper.createObjectNode();
    }

    public JobStatus expand(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return submit("/v1/expansions", image, request);
    }

    public JobStatus upscale(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return submit("/v1/upscales", image, request);
    }

    private JobStatus submit(String path, Path image, ObjectNode request)
            throws IOException, InterruptedException {
        Multipart form = new Multipart();
        HttpRequest.Builder call =
                call(path)
                        .header("Content-Type", form.contentType())
                        .POST(form.body(request.toString(), image));
        return JobStatus.of(json(call));
    }

    /** The request names its image itself. */
    public JobStatus expand(ObjectNode request) throws IOException, InterruptedException {
        HttpRequest.Builder call =
                call("/v1/expansions").header("Content-Type", "application/json");
        return JobStatus.of(
                json(call.POST(HttpRequest.BodyPublishers.ofString(request.toString()))));
    }

    public JobStatus job(String id) throws IOException, InterruptedException {
        return JobStatus.of(json(call("/v1/jobs/" + id).GET()));
    }

    public JobStatus cancel(String id) throws IOException, InterruptedException {
        return JobStatus.of(json(call("/v1/jobs/" + id).DELETE()));
    }

    /** Any resource below the server. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(call(path).GET());
    }

    /**
     * Calls {@code told} for each event until the job has ended; a broken connection is taken up
     * where it broke.
     */
    public JobStatus follow(String id, Consumer<ServerEvent> told)
            throws IOException, InterruptedException {
        Optional<String> last = Optional.empty();
        while (true) {
            last = read(id, last, told);
            JobStatus now = job(id);
            if (now.hasEnded()) {
                return now;
            }
        }
    }

    /** Reads one connection to its end; returns the id of the last event. */
    private Optional<String> read(String id, Optional<String> last, Consumer<ServerEvent> told)
            throws IOException, InterruptedException {
        HttpRequest.Builder call = call("/v1/jobs/" + id + "/events").GET();
        last.ifPresent(event -> call.header("Last-Event-ID", event));
        HttpResponse<Stream<String>> response = send(call.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw problem(response.statusCode(), String.join("\n", lines.toList()), response);
            }
            EventReader events = new EventReader(lines, mapper);
            Optional<String> seen = last;
            for (Optional<ServerEvent> event = events.next();
                    event.isPresent();
                    event = events.next()) {
                seen = event.map(ServerEvent::id).filter(i -> !i.isEmpty()).or(() -> last);
                told.accept(event.get());
            }
            return seen;
        }
    }

    /** The file, checked against nothing; its hash is in the job. */
    public byte[] output(String id, int index) throws IOException, InterruptedException {
        return file("/v1/jobs/" + id + "/outputs/" + index);
    }

    private byte[] file(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                send(call(path).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() == 302) {
                return fetch(URI.create(answer.headers().firstValue("Location").orElseThrow()));
            }
            throw problem(answer.statusCode(), new String(body.readAllBytes(), UTF_8), answer);
        }
    }

    /** A small picture of a job on its way: a JPEG. */
    public byte[] preview(String id, int step) throws IOException, InterruptedException {
        return file("/v1/jobs/" + id + "/previews/" + step);
    }

    /** A presigned URL needs no key of ours, and must not get it. */
    private byte[] fetch(URI presigned) throws IOException, InterruptedException {
        HttpResponse<byte[]> file =
                send(
                        HttpRequest.newBuilder(presigned).timeout(ANSWER_WITHIN).build(),
                        BodyHandlers.ofByteArray());
        if (file.statusCode() != 200) {
            throw new IOException("the object store answered " + file.statusCode());
        }
        return file.body();
    }

    /** The JDK's own exception does not say what could not be reached. */
    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw new IOException(
                    "cannot reach "
                            + request.uri().getScheme()
                            + "://"
                            + request.uri().getAuthority(),
                    e);
        }
    }

    private HttpRequest.Builder call(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + key);
    }

    private JsonNode json(HttpRequest.Builder call) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(call.timeout(ANSWER_WITHIN).build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw problem(answer.statusCode(), answer.body(), answer);
        }
        return mapper.readTree(answer.body());
    }

    private ApiProblem problem(int status, String body, HttpResponse<?> answer) {
        Optional<Duration> retryAfter =
                answer.headers()
                        .firstValue("Retry-After")
                        .map(Long::parseLong)
                        .map(Duration::ofSeconds);
        try {
            JsonNode document = mapper.readTree(body);
            return ApiProblem.of(
                    status, document == null ? mapper.createObjectNode() : document, retryAfter);
        } catch (JsonProcessingException e) {
            return ApiProblem.of(status, mapper.createObjectNode(), retryAfter);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
