package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.store.ObjectStore;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kuotu needs of a store, whoever serves it. */
abstract class ObjectStoreContract {
    @TempDir static Path folder;

    abstract ObjectStore store();

    private static String key(String name) {
        return "contract/" + UUID.randomUUID() + "/" + name;
    }

    @Test
    void whatIsPutIsThere() throws Exception {
        String key = key("a.txt");
        assertThat(store().get(key)).isEmpty();
        assertThat(store().stat(key)).isEmpty();
        assertThat(store().open(key)).isEmpty();
        store().put(key, "hello".getBytes(UTF_8), "text/plain");
        assertThat(store().get(key)).hasValue("hello".getBytes(UTF_8));
        assertThat(store().stat(key)).hasValue(new ObjectStore.Stat(5, "text/plain"));
        store().put(key, "again".getBytes(UTF_8), "text/plain");
        try (InputStream in = store().open(key).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo("again".getBytes(UTF_8));
        }
    }

    @Test
    void largeFilesGoInParts() throws Exception {
        byte[] content = new byte[40 << 20];
        new Random(1).nextBytes(content);
        String key = key("large.bin");
        store().put(
                        key,
                        Files.write(folder.resolve("large.bin"), content),
                        "application/octet-stream");
        assertThat(store().get(key).orElseThrow()).isEqualTo(content);
    }

    @Test
    void ofManyThatWriteIfAbsentOneWins() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                String key = key("manifest.json");
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    byte[] content = Integer.toString(i).getBytes(UTF_8);
                    racers.add(() -> store().putIfAbsent(key, content, "application/json"));
                }
                int winners = 0;
                String won = "";
                List<Future<Boolean>> results = threads.invokeAll(racers);
                for (int i = 0; i < results.size(); i++) {
                    if (results.get(i).get()) {
                        winners++;
                        won = Integer.toString(i);
                    }
                }
                assertThat(winners).isEqualTo(1);
                assertThat(new String(store().get(key).orElseThrow(), UTF_8)).isEqualTo(won);
                assertThat(store().putIfAbsent(key, new byte[] {9}, "application/json")).isFalse();
            }
        }
    }

    @Test
    void aPresignedUrlNeedsNoKey() throws Exception {
        String key = key("picture.png");
        store().put(key, "picture".getBytes(UTF_8), "image/png");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(store().presignedGet(key, Duration.ofMinutes(1)))
                            .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("picture");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
        }
    }

    @Test
    void keysAreListedByTheirBeginning() {
        String folder = key("");
        List<String> keys = List.of(folder + "a/b c.txt", folder + "a/d.txt", folder + "e.txt");
        keys.forEach(key -> store().put(key, new byte[] {1}, "text/plain"));
        assertThat(store().list(folder)).isEqualTo(keys);
        assertThat(store().list(folder + "a/")).isEqualTo(keys.subList(0, 2));
        assertThat(store().list(folder + "x/")).isEmpty();
    }

    @Test
    void itIsAlive() {
        assertThat(store().isAlive()).isTrue();
    }
}
