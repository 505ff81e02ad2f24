package io.kuotu.cli;

import java.io.IOException;
import java.net.URI;
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

    public Cluster find() throws IOException, InterruptedException {
        return Cluster.find(server, key);
    }
}
