package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import io.kuotu.standalone.Standalone;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu up}. */
@Command(
        name = "up",
        description =
                "Keeps a cluster of one running: Kafka, object store, gateway, worker. Ctrl-C stops"
                        + " it clean; its data survives.",
        sortOptions = false)
final class UpCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "N", description = "Of the gateway (default: 8080).")
    private int port = 8080;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for everything that survives (default: ~/.kuotu/standalone).")
    private Path data = Home.data();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Standalone standalone =
                Standalone.start(
                        new Standalone.Options(data.toAbsolutePath(), port, Home.models()));
        Shutdown.onSignal(standalone);
        out.println();
        out.println("Kuotu is up at " + standalone.endpoint());
        out.println("  API key   " + standalone.apiKey());
        out.println("  webhooks  signed with " + standalone.webhookSecret());
        out.println("  data      " + data.toAbsolutePath());
        out.println("  try       ./kuotu expand PHOTO.jpg --aspect 16:9");
        out.println("  contract  " + standalone.endpoint() + "/openapi.yaml");
        out.println("Ctrl-C stops it; what is queued is there again at the next start.");
        out.flush();
        Shutdown.await();
        return 0;
    }
}
