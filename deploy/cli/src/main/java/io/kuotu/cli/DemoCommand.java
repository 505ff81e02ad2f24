package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu demo}. */
@Command(
        name = "demo",
        description =
                "Starts a whole cluster in a temporary folder and expands a photograph with it.",
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Folder for the pictures (default: out).")
    private Path folder = Path.of("out");

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed gives the same picture (default: 1).")
    private long seed = 1;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Path source =
                Files.copy(
                        Home.sample(),
                        Files.createDirectories(folder).resolve("source.jpg"),
                        StandardCopyOption.REPLACE_EXISTING);
        out.println("Starting Kafka, an object store, a gateway and a worker ...");
        out.flush();
        long start = System.nanoTime();
        try (Cluster cluster = Cluster.shortLived()) {
            out.printf(
                    "up after %.1f s; expanding %s to 16:9%n",
                    (System.nanoTime() - start) / 1e9, source);
            out.flush();
            ObjectNode request =
                    cluster.client()
                            .newRequest()
                            .put("aspect_ratio", "16:9")
                            .put("seed", seed)
                            .put("tier", "interactive");
            JobRun run = new JobRun(cluster.client(), out, false);
            long submitted = System.nanoTime();
            JobStatus ended = run.follow((client, asked) -> client.expand(source, asked), request);
            double seconds = (System.nanoTime() - submitted) / 1e9;
            Path result = folder.resolve("expanded.png");
            if (run.write(ended, result) != 0) {
                return 1;
            }
            JsonNode manifest = cluster.client().get("/v1/jobs/" + ended.id() + "/manifest");
            Files.writeString(folder.resolve("manifest.json"), manifest.toPrettyString() + "\n");
            BeforeAfter.write(
                    source,
                    result,
                    manifest.path("job").path("spec").path("canvas"),
                    folder.resolve("before-after.jpg"));
            out.printf(
                    "%.1f s from submission to the end; see %s, %s and %s%n",
                    seconds,
                    result,
                    folder.resolve("before-after.jpg"),
                    folder.resolve("manifest.json"));
            out.flush();
            return 0;
        }
    }
}
