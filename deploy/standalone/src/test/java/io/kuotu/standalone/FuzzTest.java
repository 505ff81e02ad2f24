package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.RecordSender;
import io.kuotu.common.wire.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Thousands of requests of which hardly any is right. A gateway answers each, or hangs up, in time;
 * never with a 5xx; tells nothing of its inside; and is as it was afterwards. The same requests for
 * the same {@code -Dkuotu.fuzz.seed}; more of them with {@code -Dkuotu.fuzz.requests}.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("kuotu.fuzz.seed", 20261122);
    private static final int REQUESTS = Integer.getInteger("kuotu.fuzz.requests", 3000);
    private static final int CALLERS = 48;
    private static final int PATIENCE_MS = 10_000;
    private static final long GROWTH = 96L << 20;

    /** What would be of the inside. */
    private static final List<String> INSIDE =
            List.of(
                    "io.kuotu",
                    "io.vertx",
                    "io.netty",
                    "java.",
                    "Exception",
                    "\tat ",
                    "NullPointer");

    /**
     * Vert.x's own fault: it closes an upload that breaks off twice. BodyReader sees to the rest.
     */
    private static final String CLOSED_TWICE = "IllegalStateException File handle is closed";

    @TempDir private static Path folder;
    private static Standalone cluster;
    private static RawHttp raw;
    private static final ListAppender<ILoggingEvent> ERRORS = new ListAppender<>();
    private static final Set<Path> BEFORE = uploadFolders();
    private static final Queue<String> FAULTS = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("kuotu.tenants.local.max-in-flight", "1000000");
        settings.put("kuotu.gateway.max-queued-jobs", "1000000");
        settings.put("kuotu.gateway.max-body-bytes", Integer.toString(1 << 20));
        settings.put("kuotu.gateway.connections.head-within", "PT1S");
        settings.put("kuotu.gateway.connections.body-grace", "PT1S");
        settings.put("kuotu.gateway.outbound.fetch-within", "PT2S");
        cluster = Standalone.start(new Standalone.Options(folder, 0, folder, 0, settings));
        raw = new RawHttp(cluster.endpoint(), PATIENCE_MS);
        tellOfAWorker();
        ERRORS.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(ERRORS);
    }

    /** That is never there: jobs are taken in, and wait. */
    private static void tellOfAWorker() throws Exception {
        List<BundleInfo> bundles =
                List.of(
                        new BundleInfo(
                                "m",
                                "1",
                                BundleInfo.Task.OUTPAINT,
                                "MIT",
                                10,
                                100,
                                1,
                                true,
                                Optional.empty(),
                                Optional.empty()),
                        new BundleInfo(
                                "u",
                                "1",
                                BundleInfo.Task.UPSCALE,
                                "MIT",
                                0,
                                0,
                                2,
                                false,
                                Optional.empty(),
                                Optional.empty()));
        WorkerStatus status =
                new WorkerStatus(
                        "w",
                        "default",
                        Instant.now(),
                        WorkerStatus.State.SERVING,
                        "none",
                        1,
                        0,
                        bundles,
                        Optional.empty());
        try (RecordSender sender =
                new RecordSender(
                        cluster.bootstrapServers(), Duration.ofMillis(1), Duration.ofSeconds(20))) {
            sender.send(Topics.WORKERS, "w", JsonCodec.encode(status), Map.of()).join();
        }
        String valid = FuzzRequests.valid(cluster.apiKey());
        Awaitility.await().until(() -> raw.say(valid).status() == 202);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(ERRORS);
        cluster.close();
    }

    @Test
    void nothingBreaksTheGateway() throws Exception {
        List<String> jobs = jobs(3);
        run(500, SEED - 1, jobs); // what is made once is made now
        long before = used();
        Map<Integer, Integer> answers = run(REQUESTS, SEED, jobs);
        System.out.println("fuzz: answers by status (0 is hung up on): " + answers);
        assertThat(FAULTS.stream().limit(20)).isEmpty();
        assertThat(answers.keySet()).contains(202, 400, 404, 422);
        assertThat(used() - before).as("bytes of heap more").isLessThan(GROWTH);
        assertThat(raw.say(FuzzRequests.valid(cluster.apiKey())).status()).isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(uploadsLeft()).isEmpty());
        assertThat(
                        ERRORS.list.stream()
                                .filter(e -> e.getLevel() == Level.ERROR)
                                .map(FuzzTest::told)
                                .filter(text -> !text.contains(CLOSED_TWICE)))
                .isEmpty();
    }

    private static String told(ILoggingEvent event) {
        return event.getLoggerName()
                + ": "
                + event.getFormattedMessage()
                + (event.getThrowableProxy() == null
                        ? ""
                        : " "
                                + event.getThrowableProxy().getClassName()
                                + " "
                                + event.getThrowableProxy().getMessage());
    }

    private static List<String> jobs(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = raw.say(FuzzRequests.valid(cluster.apiKey())).text();
            String json = text.substring(text.indexOf("\r\n\r\n") + 4);
            ids.add(new ObjectMapper().readTree(json).path("id").asText());
        }
        return ids;
    }

    private static Map<Integer, Integer> run(int requests, long seed, List<String> jobs)
            throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<List<Integer>>> all = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                long own = seed * 1000 + caller;
                Callable<List<Integer>> work = () -> call(requests / CALLERS, own, jobs);
                all.add(callers.submit(work));
            }
            for (Future<List<Integer>> some : all) {
                some.get().forEach(status -> answers.merge(status, 1, Integer::sum));
            }
        }
        return answers;
    }

    private static List<Integer> call(int requests, long seed, List<String> jobs)
            throws IOException {
        FuzzRequests fuzz = new FuzzRequests(new Random(seed), cluster.apiKey(), jobs);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            byte[] request = fuzz.next();
            RawHttp.Said said = raw.say(request);
            String which = "seed " + seed + ", request " + i + ":\n";
            fault(said).ifPresent(fault -> FAULTS.add(fault + "\nto " + which + shown(request)));
            statuses.add(said.status());
        }
        return statuses;
    }

    private static Optional<String> fault(RawHttp.Said said) {
        if (!said.ended()) {
            return Optional.of("hangs, after " + said.text());
        }
        if (said.hasServerError() || said.text().contains("\nX-Evil")) {
            return Optional.of(said.text());
        }
        int body = Math.max(0, said.text().indexOf("\r\n\r\n"));
        return said.status() >= 400
                        && INSIDE.stream().anyMatch(said.text().substring(body)::contains)
                ? Optional.of("tells of the inside: " + said.text())
                : Optional.empty();
    }

    private static Set<Path> uploadFolders() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.toString().contains("kuotu-uploads-"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(byte[] request) {
        String text = new String(request, ISO_8859_1);
        return text.length() < 2000 ? text : text.substring(0, 1500) + "...";
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Of this gateway; there may be others on this machine that are at work. */
    private static List<Path> uploadsLeft() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.io.tmpdir")), 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> !BEFORE.contains(f.getParent()))
                    .filter(f -> f.toString().contains("kuotu-uploads-"))
                    .toList();
        }
    }
}
