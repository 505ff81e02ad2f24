package io.kuotu.cli.bench.batching;

import io.kuotu.worker.pipeline.CanvasSize;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that people use, with its own dynamic batching, as a process beside this one. */
final class LitServe implements Contender {
    private final Process process;
    private final URI endpoint;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param python with the requirements of the folder
     * @param folder of the server's program
     * @param form of the network, see there
     * @param threads of one operation
     * @param largest batch
     */
    record Setup(
            Path python,
            Path folder,
            Path bundle,
            String form,
            int threads,
            int largest,
            List<CanvasSize> sizes) {}

    private LitServe(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Returns when every size and batch has run. */
    static LitServe start(Setup setup) throws IOException {
        int port = freePort();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                setup.python().toString(),
                                setup.folder().resolve("server.py").toString(),
                                "--port",
                                Integer.toString(port),
                                "--bundle",
                                setup.bundle().toString(),
                                "--form",
                                setup.form(),
                                "--threads",
                                Integer.toString(setup.threads()),
                                "--max-batch",
                                Integer.toString(setup.largest()),
                                "--canvas"));
        setup.sizes().forEach(size -> command.add(size.width() + "x" + size.height()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process))); // Ctrl-C ends it too
        awaitReady(process);
        return new LitServe(process, URI.create("http://127.0.0.1:" + port + "/predict"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What it says later is read too: a full pipe would stop it. */
    private static void awaitReady(Process process) throws IOException {
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("ready")) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("the LitServe server ended before it was ready");
        }
        Thread _ = Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
    }

    @Override
    public String name() {
        return "LitServe, dynamic batching";
    }

    @Override
    public CompletableFuture<?> submit(Arrival arrival) {
        String body =
                "{\"width\": %d, \"height\": %d, \"steps\": %d, \"seed\": %d, \"start\": 1.0}"
                        .formatted(
                                arrival.size().width(),
                                arrival.size().height(),
                                arrival.steps(),
                                arrival.seed());
        HttpRequest request =
                HttpRequest.newBuilder(endpoint)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(LitServe::good);
    }

    private static String good(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new UncheckedIOException(
                    new IOException("LitServe: " + answer.statusCode() + " " + answer.body()));
        }
        return answer.body();
    }

    @Override
    public double busySeconds() {
        return Double.NaN;
    }

    /** Its own children first: it runs its model in one. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
    }

    @Override
    public void close() {
        http.shutdownNow();
        end(process);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
