package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.EventPage;
import io.kuotu.common.client.JobQuery;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.JobStream;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ModelInfo;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.gateway.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log of events, told by two gateways in three ways. */
class TransportsTest {
    @TempDir static Path folder;
    private static TwoByTwo two;
    private static KuotuClient client;
    private static Path photo;

    @BeforeAll
    static void start() throws Exception {
        two = TwoByTwo.start(Map.of("kuotu.gateway.events.max-subscriptions", "3"));
        client = two.client(0);
        photo =
                Files.write(
                        folder.resolve("photo.jpg"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "jpeg"));
    }

    @AfterAll
    static void stop() {
        client.close();
        two.close();
    }

    private static JobStatus submit(int steps) throws Exception {
        ObjectNode request =
                client.newRequest().put("aspect_ratio", "16:9").put("steps", steps).put("seed", 3);
        return client.expand(photo, request);
    }

    private static JobStatus ended() throws Exception {
        JobStatus job = submit(2);
        return client.follow(job.id(), _ -> {});
    }

    private static Gateway gateway(int n) {
        return two.cluster().gateways().get(n);
    }

    /** An event as all transports must tell it; a place in the queue is told beside them. */
    private static void add(List<String> found, JsonNode event) {
        if (event.has("id")) {
            found.add(
                    event.path("id").asText()
                            + " "
                            + event.path("event").asText()
                            + " "
                            + event.path("data"));
        }
    }

    private static List<String> bySse(int n, String job, String after) throws Exception {
        Http.Answer answer = two.http(n).get("/v1/jobs/" + job + "/events" + after);
        List<String> found = new ArrayList<>();
        for (String frame : new String(answer.raw().body(), UTF_8).split("\n\n", -1)) {
            if (frame.startsWith("id: ")) {
                String[] lines = frame.split("\n", 3);
                found.add(value(lines[0]) + " " + value(lines[1]) + " " + value(lines[2]));
            }
        }
        return found;
    }

    private static String value(String line) {
        return line.substring(line.indexOf(": ") + 2);
    }

    private static List<String> byPolls(int n, String job, String after) throws Exception {
        List<String> found = new ArrayList<>();
        String place = after;
        boolean over = false;
        while (!over) {
            JsonNode page =
                    two.http(n)
                            .send(
                                    two.http(n)
                                            .request("/v1/jobs/" + job + "/events" + place)
                                            .header("Accept", "application/json")
                                            .GET())
                            .json();
            page.path("events").forEach(e -> add(found, e));
            place = page.has("last_id") ? "?after=" + page.path("last_id").asText() : "";
            over = page.path("ended").asBoolean();
        }
        return found;
    }

    private static List<String> bySocket(int n, String job, String after) throws Exception {
        try (Socket socket = Socket.open(gateway(n).endpoint(), two.cluster().apiKey())) {
            socket.say(
                    after.isEmpty()
                            ? "{\"subscribe\":[\"%s\"]}".formatted(job)
                            : "{\"subscribe\":[\"%s\"],\"after\":{\"%s\":\"%s\"}}"
                                    .formatted(job, job, after.substring("?after=".length())));
            List<String> found = new ArrayList<>();
            for (JsonNode m = socket.next(); !m.has("ended"); m = socket.next()) {
                assertThat(m.path("job").asText()).isEqualTo(job);
                add(found, m);
            }
            return found;
        }
    }

    @Test
    void sameIdsAndOrder_whileItHappens_onAllTransportsOfBothGateways() throws Exception {
        String job = submit(60).id();
        List<CompletableFuture<List<String>>> readers = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            int gateway = n;
            readers.add(reader(() -> bySse(gateway, job, "")));
            readers.add(reader(() -> byPolls(gateway, job, "")));
            readers.add(reader(() -> bySocket(gateway, job, "")));
        }
        List<List<String>> all = new ArrayList<>();
        for (CompletableFuture<List<String>> reader : readers) {
            all.add(reader.get(120, TimeUnit.SECONDS));
        }
        List<String> whole = longest(all);
        assertThat(whole.getFirst()).startsWith("queued queued");
        assertThat(whole.getLast()).contains(" succeeded ");
        for (List<String> one : all) {
            assertThat(whole)
                    .as("the same, but for progress that was superseded")
                    .containsSubsequence(one);
            assertThat(withoutProgress(one)).isEqualTo(withoutProgress(whole));
        }
    }

    private static List<String> longest(List<List<String>> all) {
        return all.stream().reduce(List.of(), (a, b) -> a.size() >= b.size() ? a : b);
    }

    private static List<String> withoutProgress(List<String> events) {
        return events.stream().filter(e -> !e.contains(" progress ")).toList();
    }

    private interface Reading {
        List<String> read() throws Exception;
    }

    private static CompletableFuture<List<String>> reader(Reading reading) {
        CompletableFuture<List<String>> read = new CompletableFuture<>();
        Thread _ =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                read.complete(reading.read());
                            } catch (Exception e) {
                                read.completeExceptionally(e);
                            }
                        });
        return read;
    }

    @Test
    void fromAnyId_onTheOtherGateway_onAnyTransport() throws Exception {
        String job = ended().id();
        List<String> whole = bySse(0, job, "");
        for (int i = 0; i < whole.size(); i++) {
            String after = "?after=" + whole.get(i).split(" ", 2)[0];
            List<String> rest = whole.subList(i + 1, whole.size());
            assertThat(bySse(1, job, after)).isEqualTo(rest);
            assertThat(byPolls(1, job, after)).isEqualTo(rest);
            assertThat(bySocket(1, job, after)).isEqualTo(rest);
        }
    }

    @Test
    void aBrowserBringsItsKeyAsSubprotocol_andNobodyComesInWithout() throws Exception {
        String key = two.cluster().apiKey();
        try (Socket socket = Socket.openAsBrowser(gateway(0).endpoint(), key)) {
            assertThat(socket.subprotocol()).isEqualTo("kuotu.v1");
            String job = ended().id();
            socket.say("{\"subscribe\":[\"" + job + "\"]}");
            assertThat(socket.next().path("event").asText()).isEqualTo("queued");
        }
        assertThatThrownBy(() -> Socket.open(gateway(0).endpoint(), "no key of ours"))
                .rootCause()
                .hasMessageContaining("401");
        Http.Answer plain = two.http(0).get("/v1/stream");
        assertThat(plain.status()).isEqualTo(400);
        assertThat(plain.field()).isEqualTo("Upgrade");
    }

    @Test
    void theClientReadsManyJobsOverOneConnection() throws Exception {
        try (JobStream stream = two.client(1).stream()) {
            Map<String, List<String>> told = new HashMap<>();
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String job = submit(2).id();
                List<String> events = new CopyOnWriteArrayList<>();
                told.put(job, events);
                ends.add(
                        stream.subscribe(
                                job,
                                Optional.empty(),
                                e -> {
                                    if (!e.id().isEmpty()) { // of the log
                                        events.add(e.id() + " " + e.name() + " " + e.data());
                                    }
                                }));
            }
            for (CompletableFuture<Void> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
            for (Map.Entry<String, List<String>> one : told.entrySet()) {
                assertThat(withoutProgress(one.getValue()))
                        .isEqualTo(withoutProgress(bySse(0, one.getKey(), "")));
            }
            assertThat(stream.subscribe("job_none", Optional.empty(), _ -> {}))
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ApiProblem.class);
        }
    }

    /** The example in the client's own words, and what else it offers. */
    @Test
    void theClientDoesWhatItsDocumentationSays() throws Exception {
        List<String> names = new ArrayList<>();
        JobStatus job =
                client.expand(
                        photo, client.newRequest().put("aspect_ratio", "16:9").put("steps", 2));
        JobStatus ended = client.follow(job.id(), event -> names.add(event.name()));
        names.remove("position"); // may come while it waits
        Path wide = folder.resolve("wide.png");
        client.download(ended, 0, wide);
        assertThat(wide).hasSize(ended.outputs().getFirst().bytes());
        assertThat(names).startsWith("queued", "started").endsWith("succeeded");

        assertThat(client.await(job.id(), Duration.ofSeconds(5)).state()).isEqualTo("succeeded");
        EventPage page = client.events(job.id(), Optional.of("queued"), Duration.ZERO);
        assertThat(page.ended()).isTrue();
        assertThat(page.events().getFirst().name()).isEqualTo("started");
        assertThat(client.jobs(JobQuery.ALL.inState("succeeded")).map(JobStatus::id))
                .contains(job.id());
        assertThat(client.models()).anyMatch(ModelInfo::isDefault);
        assertThat(client.manifest(job.id()).path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void errorsNameTheJob_andTheOthersGoOn() throws Exception {
        String job = ended().id();
        try (Socket socket = Socket.open(gateway(0).endpoint(), two.cluster().apiKey())) {
            socket.say("{\"subscribe\":[\"job_none\",\"" + job + "\"]}");
            JsonNode error = socket.next();
            assertThat(error.path("job").asText()).isEqualTo("job_none");
            assertThat(error.path("error").path("code").asText()).isEqualTo("not_found");
            assertThat(socket.next().path("event").asText()).isEqualTo("queued");
        }
    }

    @Test
    void subscriptionsAreLimited_andUnsubscribingMakesRoom() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(submit(100).id());
        }
        try (Socket socket = Socket.open(gateway(1).endpoint(), two.cluster().apiKey())) {
            for (String job : jobs) {
                socket.say("{\"subscribe\":[\"" + job + "\"]}");
            }
            JsonNode message = socket.next();
            while (!message.has("error")) {
                message = socket.next();
            }
            assertThat(message.path("job").asText()).isEqualTo(jobs.getLast());
            assertThat(message.path("error").path("detail").asText()).contains("at most 3");
            socket.say(
                    "{\"unsubscribe\":[\"%s\"],\"subscribe\":[\"%s\"]}"
                            .formatted(jobs.getFirst(), jobs.getLast()));
            while (!(message.path("job").asText().equals(jobs.getLast()) && message.has("event"))) {
                message = socket.next();
                assertThat(message.has("error")).isFalse();
            }
        } finally {
            for (String job : jobs) {
                client.cancel(job);
            }
        }
    }

    @Test
    void whatIsNoMessageClosesTheConnectionWithTheReason() throws Exception {
        for (String bad :
                List.of(
                        "hello",
                        "[]",
                        "{\"subscribe\":\"all\"}",
                        "{\"subscribe\":[1]}",
                        "{\"subscribe\":[],\"secret\":1}",
                        "{\"subscribe\":[\"a\"],\"after\":{\"a\":7}}",
                        "{\"subscribe\":[\"a\"],\"after\":{\"a\":\"99999999999999999999\"}}")) {
            try (Socket socket = Socket.open(gateway(0).endpoint(), two.cluster().apiKey())) {
                socket.say(bad);
                assertThat(socket.closed().get(10, TimeUnit.SECONDS)).as(bad).startsWith("1008 ");
            }
        }
        try (Socket socket = Socket.open(gateway(0).endpoint(), two.cluster().apiKey())) {
            socket.say("{\"subscribe\":[\"" + "x".repeat(100_000) + "\"]}");
            assertThat(socket.closed().get(10, TimeUnit.SECONDS)).startsWith("1009 ");
        }
    }

    @Test
    void anIdThatIsNoneIsRefusedWithTheField() throws Exception {
        String job = ended().id();
        Http.Answer tooLarge =
                two.http(0).get("/v1/jobs/" + job + "/events?after=9999999999999999999");
        assertThat(tooLarge.status()).isEqualTo(400);
        assertThat(tooLarge.field()).isEqualTo("after");
        assertThat(two.http(0).get("/v1/jobs/" + job + "/events?after=x").status()).isEqualTo(400);
    }

    @Test
    void aPollWaitsForTheNextThing_andAnswersEmptyWhenTimeIsUp() throws Exception {
        String job = ended().id();
        String last = bySse(0, job, "").getLast().split(" ", 2)[0];
        JsonNode nothing = poll(job, "?wait=0&after=" + last);
        assertThat(nothing.path("events")).isEmpty();
        assertThat(nothing.path("ended").asBoolean()).isTrue();
        assertThat(nothing.path("last_id").asText()).isEqualTo(last);
    }

    private static JsonNode poll(String job, String query) throws Exception {
        return two.http(0)
                .send(
                        two.http(0)
                                .request("/v1/jobs/" + job + "/events" + query)
                                .header("Accept", "application/json")
                                .GET())
                .json();
    }

    @Test
    void aGatewayThatStopsSendsItsReadersToAnother() throws Exception {
        JobStatus job = submit(100);
        Gateway third = two.cluster().startGateway();
        try (Socket socket = Socket.open(third.endpoint(), two.cluster().apiKey())) {
            Http http = new Http(third.endpoint(), two.cluster().apiKey());
            socket.say("{\"subscribe\":[\"" + job.id() + "\"]}");
            assertThat(socket.next().path("event").asText()).isEqualTo("queued");
            CompletableFuture<List<String>> stream =
                    reader(
                            () ->
                                    List.of(
                                            new String(
                                                    http.get("/v1/jobs/" + job.id() + "/events")
                                                            .raw()
                                                            .body(),
                                                    UTF_8)));
            Thread.sleep(300); // until the stream is open
            third.close();
            assertThat(socket.closed().get(10, TimeUnit.SECONDS)).startsWith("1001 ");
            assertThat(stream.get(10, TimeUnit.SECONDS).getFirst())
                    .contains("retry: 500\nevent: dropped")
                    .contains("shutting-down");
        } finally {
            client.cancel(job.id());
        }
    }
}
