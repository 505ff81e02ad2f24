package io.kuotu.standalone;

import io.kuotu.common.store.StoreAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A real MinIO: the binary that MINIO_BIN names, else a container where there is Docker and
 * MINIO_IMAGE names an image.
 */
final class MinioServer implements AutoCloseable {
    private static final String ACCESS = "kuotu-test";
    private static final String SECRET = "kuotu-test-secret";
    private static final int PORT = 9000;

    private final URI endpoint;
    private final Runnable stop;

    private MinioServer(URI endpoint, Runnable stop) {
        this.endpoint = endpoint;
        this.stop = stop;
    }

    static Optional<MinioServer> start(Path folder) throws IOException, InterruptedException {
        String binary = System.getenv("MINIO_BIN");
        if (binary != null && !binary.isBlank()) {
            return Optional.of(ofBinary(Path.of(binary), folder));
        }
        String image = System.getenv("MINIO_IMAGE");
        if (image != null
                && !image.isBlank()
                && DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of(ofContainer(image));
        }
        return Optional.empty();
    }

    private static MinioServer ofBinary(Path binary, Path folder)
            throws IOException, InterruptedException {
        String address = "127.0.0.1:" + freePort();
        ProcessBuilder command =
                new ProcessBuilder(
                        binary.toString(),
                        "server",
                        folder.toString(),
                        "--address",
                        address,
                        "--console-address",
                        "127.0.0.1:" + freePort());
        command.environment()
                .putAll(Map.of("MINIO_ROOT_USER", ACCESS, "MINIO_ROOT_PASSWORD", SECRET));
        Process process =
                command.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        MinioServer server = new MinioServer(URI.create("http://" + address), () -> end(process));
        server.awaitReady();
        return server;
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("resource") // closed by the returned server
    private static MinioServer ofContainer(String image) {
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withImagePullPolicy(_ -> false)
                        .withEnv(Map.of("MINIO_ROOT_USER", ACCESS, "MINIO_ROOT_PASSWORD", SECRET))
                        .withCommand("server", "/data")
                        .withExposedPorts(PORT)
                        .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
        container.start();
        URI endpoint =
                URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
        return new MinioServer(endpoint, container::stop);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(endpoint.resolve("/minio/health/ready"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            for (int i = 0; i < 120; i++) {
                try {
                    if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // not listening yet
                }
                Thread.sleep(500);
            }
        }
        close();
        throw new IOException("MinIO was not ready within a minute");
    }

    StoreAddress address() {
        return new StoreAddress(endpoint, Optional.empty(), "us-east-1", "kuotu", ACCESS, SECRET);
    }

    @Override
    public void close() {
        stop.run();
    }
}
