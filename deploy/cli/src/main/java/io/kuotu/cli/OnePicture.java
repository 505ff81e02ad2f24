package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands share that send one picture of the user's to a cluster. */
final class OnePicture {
    @Parameters(paramLabel = "FILE", description = "JPEG, PNG, WebP or GIF.")
    private Path file = Path.of("");

    @Mixin private ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Print the job as JSON; no progress bar.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** What a command does with the cluster that was found. */
    @FunctionalInterface
    interface Work {
        /** The exit code. */
        int of(Cluster cluster, Path file) throws Exception;
    }

    /** As it was given: there may be no such file. */
    Path path() {
        return file;
    }

    boolean asJson() {
        return json;
    }

    PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    /** Its message is shown with the command's usage. */
    ParameterException wrong(String message) {
        return new ParameterException(requireNonNull(spec).commandLine(), message);
    }

    ParameterException wrong(String message, Exception cause) {
        return new ParameterException(requireNonNull(spec).commandLine(), message, cause);
    }

    /** Looks for the file before it looks for a cluster. */
    int send(Work work) throws Exception {
        if (!Files.isRegularFile(file)) {
            throw wrong("there is no file " + file);
        }
        try (Cluster cluster = cluster()) {
            return work.of(cluster, file);
        }
    }

    /** The one that the user means, to be closed. */
    Cluster cluster() throws IOException, InterruptedException {
        return server.find();
    }
}
