package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kuotu upscale}. */
@Command(name = "upscale", description = "Enlarges one picture.", sortOptions = false)
final class UpscaleCommand implements Callable<Integer> {
    @Mixin private OnePicture picture = new OnePicture();

    @Option(names = "--factor", paramLabel = "N", required = true, description = "2 or 4.")
    private int factor;

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write; .png, .jpg or .webp (default: FILE-xN.png).")
    private Optional<Path> output = Optional.empty();

    @Override
    public Integer call() throws Exception {
        return picture.send(this::upscale);
    }

    private int upscale(Cluster cluster, Path file) throws Exception {
        Path target = output.orElseGet(() -> Outputs.beside(file, "x" + factor, "png"));
        JobRun run = new JobRun(cluster.client(), picture.out(), picture.asJson());
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
