package io.kuotu.cli;

import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that a command talks to: the one it is told, one on this machine, or one that lives
 * only as long as the command.
 */
public final class Cluster implements AutoCloseable {
    private static final URI LOCAL = URI.create("http://localhost:8080");
    private static final String KEY_VARIABLE = "KUOTU_API_KEY";

    private final KuotuClient client;
    private final AutoCloseable rest;

    private Cluster(KuotuClient client, AutoCloseable rest) {
        this.client = client;
        this.rest = rest;
    }

    static Cluster find(Optional<URI> server, Optional<String> key)
            throws IOException, InterruptedException {
        Optional<String> known = key.or(() -> Optional.ofNullable(System.getenv(KEY_VARIABLE)));
        if (server.isPresent()) {
            String given =
                    known.orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "an API key is needed: --key, or the environment"
                                                    + " variable "
                                                    + KEY_VARIABLE));
            return new Cluster(new KuotuClient(server.get(), given), () -> {});
        }
        Optional<String> local = known.or(Cluster::localKey);
        if (local.isPresent() && isKuotu(LOCAL)) {
            return new Cluster(new KuotuClient(LOCAL, local.get()), () -> {});
        }
        return shortLived();
    }

    /** The key that {@code kuotu up} made. */
    private static Optional<String> localKey() {
        Path file = Home.data().resolve("api-key");
        try {
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isKuotu(URI server) throws InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(server.resolve("/openapi.yaml"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("title: Kuotu");
        } catch (IOException e) {
            return false;
        }
    }

    static Cluster shortLived() throws IOException, InterruptedException {
        return shortLived(Map.of());
    }

    /**
     * Everything of it, its data included, goes when it is closed, but for the key that its
     * pictures are signed with: that is the one of {@code kuotu up}.
     *
     * @param settings of its gateway and worker, by key
     */
    static Cluster shortLived(Map<String, String> settings)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kuotu-");
        Map<String, String> all = new HashMap<>(Standalone.signing(Home.data()));
        all.putAll(settings);
        try {
            Standalone standalone =
                    Standalone.start(new Standalone.Options(folder, 0, Home.models(), 1, all));
            KuotuClient client = new KuotuClient(standalone.endpoint(), standalone.apiKey());
            return new Cluster(
                    client,
                    () -> {
                        standalone.close();
                        Home.delete(folder);
                    });
        } catch (RuntimeException e) {
            Home.delete(folder);
            throw e;
        }
    }

    public KuotuClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        client.close();
        try {
            rest.close();
        } catch (Exception e) {
            throw new IOException("the short-lived cluster did not stop cleanly", e);
        }
    }
}
