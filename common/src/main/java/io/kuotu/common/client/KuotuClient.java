package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Calls a Kuotu service. What the service refuses is an {@link ApiProblem}; what keeps it from
 * being reached an {@link IOException}. What may be sent twice without harm, submissions with their
 * idempotency key among it, is sent again after a pause where nobody answered or there was no room.
 * Blocks; thread safe.
 *
 * <pre>{@code
 * try (KuotuClient client = new KuotuClient(URI.create("http://localhost:8080"), key)) {
 *     JobStatus job = client.expand(photo, client.newRequest().put("aspect_ratio", "16:9"));
 *     JobStatus ended = client.follow(job.id(), event -> System.out.println(event.name()));
 *     client.download(ended, 0, Path.of("wide.png"));
 * }
 * }</pre>
 */
public final class KuotuClient implements AutoCloseable {
    private static final int TRIES = 4;
    private static final long LONGEST_WAIT_S = 50;

    private final ObjectMapper mapper = JsonCodec.mapper();
    private final Backoff backoff = new Backoff(new SecureRandom());
    private final HttpClient http;
    private final Calls calls;
    private final Download download;
    private final URI server;
    private final String key;

    /**
     * @param server such as {@code http://localhost:8080}
     * @param key API key
     */
    public KuotuClient(URI server, String key) {
        this(server, key, TRIES);
    }

    /**
     * @param tries of a call that may be sent again; 1 sends each once
     */
    public KuotuClient(URI server, String key, int tries) {
        this.server = server;
        this.key = key;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        this.calls = new Calls(http, mapper, server, key, backoff, tries);
        this.download = new Download(calls);
    }

    /** An empty request to fill in; its fields are those of the contract. */
    public ObjectNode newRequest() {
        return mapper.createObjectNode();
    }

    public JobStatus expand(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return expand(image, request, SubmitOptions.fresh());
    }

    public JobStatus expand(Path image, ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        return submit("/v1/expansions", image, request, options);
    }

    /** The request names its image itself. */
    public JobStatus expand(ObjectNode request) throws IOException, InterruptedException {
        return expand(request, SubmitOptions.fresh());
    }

    public JobStatus expand(ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        return submit("/v1/expansions", request, options);
    }

    /** Asked again with the same key, the service answers with the first job. */
    public JobStatus expand(ObjectNode request, String idempotencyKey)
            throws IOException, InterruptedException {
        return expand(request, SubmitOptions.fresh().withKey(idempotencyKey));
    }

    /** The same with a file. */
    public JobStatus expand(Path image, ObjectNode request, String idempotencyKey)
            throws IOException, InterruptedException {
        return expand(image, request, SubmitOptions.fresh().withKey(idempotencyKey));
    }

    public JobStatus upscale(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return upscale(image, request, SubmitOptions.fresh());
    }

    public JobStatus upscale(Path image, ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        return submit("/v1/upscales", image, request, options);
    }

    /** The request names its image itself. */
    public JobStatus upscale(ObjectNode request) throws IOException, InterruptedException {
        return upscale(request, SubmitOptions.fresh());
    }

    public JobStatus upscale(ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        return submit("/v1/upscales", request, options);
    }

    /** Frames are outputs, there as soon as a {@code frame} event tells of them. */
    public JobStatus chain(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return submit("/v1/chains", image, request, SubmitOptions.fresh());
    }

    /** The request names its image itself. */
    public JobStatus chain(ObjectNode request) throws IOException, InterruptedException {
        return submit("/v1/chains", request, SubmitOptions.fresh());
    }

    public JobStatus enhance(Path image, ObjectNode request)
            throws IOException, InterruptedException {
        return submit("/v1/enhancements", image, request, SubmitOptions.fresh());
    }

    /** The request names its image itself. */
    public JobStatus enhance(ObjectNode request) throws IOException, InterruptedException {
        return submit("/v1/enhancements", request, SubmitOptions.fresh());
    }

    private JobStatus submit(String path, Path image, ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        Multipart form = new Multipart();
        HttpRequest.Builder call =
                call(path)
                        .header("Content-Type", form.contentType())
                        .POST(form.body(request.toString(), image));
        return JobStatus.of(json(with(options, call)));
    }

    private JobStatus submit(String path, ObjectNode request, SubmitOptions options)
            throws IOException, InterruptedException {
        HttpRequest.Builder call =
                call(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()));
        return JobStatus.of(json(with(options, call)));
    }

    private static HttpRequest.Builder with(SubmitOptions options, HttpRequest.Builder call) {
        call.header(Calls.IDEMPOTENCY_KEY, options.idempotencyKey());
        if (options.answerWithin().isPositive()) {
            call.header("Prefer", "wait=" + options.answerWithin().toSeconds());
        }
        options.traceparent().ifPresent(parent -> call.header("traceparent", parent));
        return call;
    }

    /**
     * Sends a file straight to the store, unless it is there from before; what is returned names it
     * as {@code image} of any number of requests.
     */
    public String upload(Path file) throws IOException, InterruptedException {
        return new Uploading(calls).upload(file);
    }

    /**
     * To any resource below the server; not sent again where it is not known whether it arrived.
     */
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        HttpRequest.Builder call = call(path).header("Content-Type", "application/json");
        return json(call.POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    public JobStatus job(String id) throws IOException, InterruptedException {
        return JobStatus.of(json(call("/v1/jobs/" + id).GET()));
    }

    /**
     * Waits for the job's end, by long polls.
     *
     * @param within whole seconds; afterwards the job is returned as it is
     */
    public JobStatus await(String id, Duration within) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        JobStatus now = job(id);
        while (!now.hasEnded() && System.nanoTime() < deadline) {
            long left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000_000L);
            long wait = Math.clamp(left, 1, LONGEST_WAIT_S);
            now = JobStatus.of(json(call("/v1/jobs/" + id + "?wait=" + wait).GET()));
        }
        return now;
    }

    public JobStatus cancel(String id) throws IOException, InterruptedException {
        return JobStatus.of(json(call("/v1/jobs/" + id).DELETE()));
    }

    /** What the job's webhook was told, in the order of the job's events. */
    public List<DeliveryStatus> deliveries(String id) throws IOException, InterruptedException {
        List<DeliveryStatus> found = new ArrayList<>();
        JsonNode list = json(call("/v1/jobs/" + id + "/deliveries").GET());
        list.path("deliveries").forEach(json -> found.add(DeliveryStatus.of(json)));
        return found;
    }

    /** Has the webhook called again with this event; returns what was so far. */
    public DeliveryStatus redeliver(String id, String delivery)
            throws IOException, InterruptedException {
        String path = "/v1/jobs/" + id + "/deliveries/" + delivery + "/redeliver";
        return DeliveryStatus.of(json(call(path).POST(HttpRequest.BodyPublishers.noBody())));
    }

    /** The caller's jobs, newest first; pages are fetched as they are reached. */
    public Stream<JobStatus> jobs(JobQuery query) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new JobPages(calls, query), traits), false);
    }

    public List<ModelInfo> models() throws IOException, InterruptedException {
        List<ModelInfo> models = new ArrayList<>();
        get("/v1/models").path("models").forEach(model -> models.add(ModelInfo.of(model)));
        return models;
    }

    /** How the job ended and how its outputs were made, in full. */
    public JsonNode manifest(String id) throws IOException, InterruptedException {
        return get("/v1/jobs/" + id + "/manifest");
    }

    /** What an operator's key may do. */
    public OperatorClient operator() {
        return new OperatorClient(calls);
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
        return follow(id, Optional.empty(), told);
    }

    /**
     * @param after id of the event that was seen last, on any gateway, over any transport
     */
    public JobStatus follow(String id, Optional<String> after, Consumer<ServerEvent> told)
            throws IOException, InterruptedException {
        return new EventFollower(calls, mapper, backoff, id, after, told).run();
    }

    /**
     * One long poll of a job's events.
     *
     * @param after id of the event that was seen last; empty: from the beginning
     * @param wait for the next one where there is none yet; 60 s at most
     */
    public EventPage events(String id, Optional<String> after, Duration wait)
            throws IOException, InterruptedException {
        String place = after.map(seen -> "&after=" + seen).orElse("");
        String path = "/v1/jobs/" + id + "/events?wait=" + wait.toSeconds() + place;
        return EventPage.of(json(call(path).header("Accept", "application/json").GET()));
    }

    /** The events of many jobs over one WebSocket. */
    public JobStream stream() throws IOException, InterruptedException {
        return JobStream.open(http, mapper, server, key, backoff);
    }

    /** The file, checked against nothing; its hash is in the job. */
    public byte[] output(String id, int index) throws IOException, InterruptedException {
        return download.bytes("/v1/jobs/" + id + "/outputs/" + index);
    }

    /** Writes an output to a file; a file whose hash is not the job's is an IOException. */
    public void download(JobStatus ended, int index, Path file)
            throws IOException, InterruptedException {
        download(ended.id(), ended.outputs().get(index), file);
    }

    /** The same of one output, also of a job that goes on: a frame of a chain. */
    public void download(String id, JobStatus.Output output, Path file)
            throws IOException, InterruptedException {
        download.toFile("/v1/jobs/" + id + "/outputs/" + output.index(), output, file);
    }

    /** A small picture of a job on its way: a JPEG. */
    public byte[] preview(String id, int step) throws IOException, InterruptedException {
        return download.bytes("/v1/jobs/" + id + "/previews/" + step);
    }

    private HttpRequest.Builder call(String path) {
        return calls.call(path);
    }

    private JsonNode json(HttpRequest.Builder call) throws IOException, InterruptedException {
        return calls.json(call);
    }

    @Override
    public void close() {
        http.close();
    }
}
