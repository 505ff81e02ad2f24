package io.kuotu.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kuotu upscale}. */
@Command(name = "upscale", description = "Enlarges one picture.", sortOptions = false)
final class UpscaleCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "JPEG, PNG, WebP or GIF.")
    private Path file = Path.of("");

    @Option(names = "--factor", paramLabel = "N", required = true, description = "2 or 4.")
    private int factor;

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write; .png, .jpg or .webp (default: FILE-xN.png).")
    private Optional<Path> output = Optional.empty();

    @Mixin private ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Print the job as JSON; no progress bar.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandSpec mine = requireNonNull(spec);
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(mine.commandLine(), "there is no file " + file);
        }
        Path target = output.orElseGet(() -> Outputs.beside(file, "x" + factor, "png"));
        try (Cluster cluster = server.find()) {
            JobRun run = new JobRun(cluster.client(), mine.commandLine().getOut(), json);
            ObjectNode request =
                    cluster.client()
                            .newRequest()
                            .put("factor", factor)
                            .put("tier", "interactive")
                            .put("format", Outputs.format(target));
            model.ifPresent(value -> request.put("model", value));
            JobStatus ended =
                    run.follow((client, asked) -> Sending.upscale(client, file, asked), request);
            return run.write(ended, target);
        }
    }
}
