package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.Worker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--call-here",
            description =
                    "Lets webhooks and pictures by URL reach this machine, on any port, without"
                            + " TLS; for trying them out.")
    private boolean callHere;

    @Option(
            names = "--no-studio",
            description = "Without the page at /, which whoever reaches it may use without a key.")
    private boolean noStudio;

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Standalone standalone =
                Standalone.start(
                        new Standalone.Options(
                                data.toAbsolutePath(),
                                port,
                                Home.models(),
                                cluster.gateways(),
                                cluster.workers(),
                                settings()));
        Shutdown.onSignal(standalone);
        out.println();
        if (!noStudio) {
            out.println("The studio: " + standalone.endpoint() + "/");
        }
        out.println("Kuotu is up at " + standalone.endpoint());
        cluster.warning().ifPresent(out::println);
        standalone.gateways().stream()
                .skip(1)
                .forEach(g -> out.println("  gateway   also at " + g.endpoint()));
        out.println("  API key   " + standalone.apiKey());
        out.println("  webhooks  signed with " + standalone.webhookSecret());
        out.println(
                "  operator  ./kuotu jobs, queue, workers, ...: their key is in "
                        + standalone.operatorKeyFile());
        out.println(
                "  signed    pictures say what they are; ./kuotu verify FILE; keys at "
                        + standalone.endpoint()
                        + KnownKeys.PATH);
        out.println("  data      " + data.toAbsolutePath());
        out.println("  try       ./kuotu expand PHOTO.jpg --aspect 16:9");
        out.println("  contract  " + standalone.endpoint() + "/openapi.yaml");
        out.println("  metrics   " + standalone.endpoint() + "/metrics");
        for (Worker worker : standalone.workers()) {
            out.println("            http://127.0.0.1:" + worker.opsPort() + "/metrics");
        }
        out.println("Ctrl-C stops it; what is queued is there again at the next start.");
        out.flush();
        Shutdown.await();
        return 0;
    }

    private Map<String, String> settings() throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (!noStudio) {
            settings.putAll(Standalone.studio(data.toAbsolutePath()));
        }
        settings.putAll(cluster.settings());
        if (callHere) {
            settings.put("kuotu.gateway.outbound.allow", "127.0.0.0/8,::1/128");
            settings.put("kuotu.gateway.outbound.ports", "0");
            settings.put("kuotu.gateway.outbound.http", "true");
        }
        return settings;
    }
}
