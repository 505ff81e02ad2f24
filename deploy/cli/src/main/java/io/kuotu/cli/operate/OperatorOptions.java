package io.kuotu.cli.operate;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.kuotu.cli.Home;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.OperatorClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which cluster, with which key, and for whom the answer is. */
final class OperatorOptions {
    private static final URI LOCAL = URI.create("http://localhost:8080");
    private static final String KEY_VARIABLE = "KUOTU_OPERATOR_KEY";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "A gateway (default: http://localhost:8080).")
    private URI server = LOCAL;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "An operator's key; also from the environment variable KUOTU_OPERATOR_KEY, or"
                            + " from where 'kuotu up' left its own.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--json", description = "Print the service's answer, for programs.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** One call, or several. */
    interface Work {
        int with(OperatorClient operator) throws IOException, InterruptedException;
    }

    int run(Work work) throws IOException, InterruptedException {
        try (KuotuClient client = new KuotuClient(server, key())) {
            return work.with(client.operator());
        } finally {
            out().flush();
        }
    }

    private String key() throws IOException {
        Optional<String> known = key.or(() -> Optional.ofNullable(System.getenv(KEY_VARIABLE)));
        if (known.isPresent()) {
            return known.get();
        }
        Path made = Home.data().resolve("operator-key");
        if (!Files.isReadable(made)) {
            throw new IllegalArgumentException(
                    "an operator's key is needed: --key, or the environment variable "
                            + KEY_VARIABLE);
        }
        return Files.readString(made).strip();
    }

    boolean isJson() {
        return json;
    }

    PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    /** As it is, indented. */
    int print(JsonNode answer) {
        out().println(answer.toPrettyString());
        return 0;
    }
}
