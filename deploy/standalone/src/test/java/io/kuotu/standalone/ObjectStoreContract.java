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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
    void partsAreRead() throws Exception {
        String key = key("part.txt");
        store().put(key, "0123456789".getBytes(UTF_8), "text/plain");
        try (InputStream in = store().open(key, 3, 4).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo("3456".getBytes(UTF_8));
        }
        try (InputStream in = store().open(key, 8, 100).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo("89".getBytes(UTF_8));
        }
        assertThat(store().open(key("none"), 0, 1)).isEmpty();
    }

    @Test
    void listsGoOnWhereTheyEnded() {
        Instant before = Instant.now().minusSeconds(5);
        String folder = key("");
        List<String> keys = new ArrayList<>();
        for (String name : List.of("a/1", "a/2", "a-b/1", "b", "c/d/e")) {
            keys.add(folder + name);
            store().put(folder + name, name.getBytes(UTF_8), "text/plain");
        }
        keys.sort(null);
        List<ObjectStore.Found> paged = new ArrayList<>();
        String after = "";
        for (List<ObjectStore.Found> page = store().list(folder, after, 2);
                !page.isEmpty();
                page = store().list(folder, after, 2)) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            paged.addAll(page);
            after = page.getLast().key();
        }
        assertThat(paged.stream().map(ObjectStore.Found::key)).containsExactlyElementsOf(keys);
        assertThat(paged.stream().map(ObjectStore.Found::bytes))
                .as("in the order of the keys: a-b comes before a/")
                .containsExactly(5L, 3L, 3L, 1L, 5L);
        assertThat(paged)
                .allSatisfy(
                        found ->
                                assertThat(found.modifiedAt())
                                        .isBetween(before, Instant.now().plusSeconds(5)));
        assertThat(store().list(folder, folder + "a/~", 9)).hasSize(2);
    }

    @Test
    void whatIsDeletedIsGone_andDeletingTwiceIsNoError() {
        String folder = key("");
        List<String> keys = List.of(folder + "1", folder + "2", folder + "3");
        keys.forEach(key -> store().put(key, new byte[] {1}, "text/plain"));
        store().delete(keys.subList(0, 2));
        store().delete(keys.subList(0, 2));
        store().delete(List.of());
        assertThat(store().list(folder)).containsExactly(folder + "3");
    }

    @Test
    void copiesAreMadeByTheStore() {
        String from = key("from");
        String to = key("to");
        assertThat(store().copy(from, to)).isFalse();
        store().put(from, "content".getBytes(UTF_8), "image/webp");
        assertThat(store().copy(from, to)).isTrue();
        assertThat(store().copy(from, to)).as("again").isTrue();
        store().delete(List.of(from));
        assertThat(store().get(to)).hasValue("content".getBytes(UTF_8));
        assertThat(store().stat(to)).hasValue(new ObjectStore.Stat(7, "image/webp"));
    }

    private static int post(ObjectStore.PostForm form, String file) throws Exception {
        return post(form, Map.of(), file);
    }

    private static int post(ObjectStore.PostForm form, Map<String, String> changed, String file)
            throws Exception {
        Map<String, String> fields = new TreeMap<>(form.fields());
        fields.putAll(changed);
        StringBuilder body = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        body.append("--b\r\nContent-Disposition: form-data; name=\"")
                                .append(name)
                                .append("\"\r\n\r\n")
                                .append(value)
                                .append("\r\n"));
        body.append("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n")
                .append(file)
                .append("\r\n--b--\r\n");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(form.url())
                            .header("Origin", "https://app.example.com")
                            .header("Content-Type", "multipart/form-data; boundary=b")
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build();
            HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
            if (answer.statusCode() < 300) {
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .as("a page of any origin may post")
                        .isPresent();
            }
            return answer.statusCode();
        }
    }

    @Test
    void aPresignedFormTakesWhatItWasMadeFor_andNothingElse() throws Exception {
        String key = key("upload");
        ObjectStore.PostForm form =
                store().presignedPost(key, "image/png", 3, 10, Duration.ofMinutes(1));
        assertThat(post(form, "ab")).as("too small").isEqualTo(400);
        assertThat(post(form, "12345678901")).as("too large").isEqualTo(400);
        assertThat(post(form, Map.of("key", key + "2"), "abcd")).as("other key").isEqualTo(403);
        assertThat(post(form, Map.of("Content-Type", "text/html"), "abcd"))
                .as("other type")
                .isEqualTo(403);
        assertThat(post(form, Map.of("x-amz-signature", "00"), "abcd")).as("forged").isEqualTo(403);
        assertThat(store().stat(key)).isEmpty();
        assertThat(post(form, "abcd")).isBetween(200, 204);
        assertThat(store().stat(key)).hasValue(new ObjectStore.Stat(4, "image/png"));
    }

    @Test
    void aPresignedFormExpires() throws Exception {
        String key = key("late");
        ObjectStore.PostForm form =
                store().presignedPost(key, "image/png", 1, 10, Duration.ofSeconds(1));
        Thread.sleep(2500);
        assertThat(post(form, "abcd")).isEqualTo(403);
        assertThat(store().stat(key)).isEmpty();
    }

    @Test
    void itIsAlive() {
        assertThat(store().isAlive()).isTrue();
    }
}
