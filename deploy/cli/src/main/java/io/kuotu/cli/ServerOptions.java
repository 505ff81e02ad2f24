package io.kuotu.cli;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which cluster to talk to. */
public final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "Gateway to use. Without it: a cluster on localhost:8080 if one is up, else a"
                            + " short-lived one in this process.")
    private Optional<URI> server = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "API key; also from the environment variable KUOTU_API_KEY.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of a short-lived cluster of its own, which is then always started;"
                            + " repeatable, such as kuotu.worker.finish.texture=false.")
    private Map<String, String> settings = new LinkedHashMap<>();

    public Cluster find() throws IOException, InterruptedException {
        if (settings.isEmpty()) {
            return Cluster.find(server, key);
        }
        if (server.isPresent()) {
            throw new IllegalArgumentException(
                    "--set is for a cluster of the command's own, not for that of --server");
        }
        return Cluster.shortLived(settings);
    }

    /** What was set for a short-lived cluster. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
