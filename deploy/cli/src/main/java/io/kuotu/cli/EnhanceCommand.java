package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.sheet.ClusterPainters;
import io.kuotu.cli.sheet.EnhanceSheet;
import io.kuotu.cli.sheet.EnhanceSheet.ByModels;
import io.kuotu.common.client.JobStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kuotu enhance}. */
@Command(name = "enhance", description = "Makes one picture better as it is.", sortOptions = false)
final class EnhanceCommand implements Callable<Integer> {
    @Mixin private OnePicture picture = new OnePicture();

    @Option(
            names = "--denoise",
            paramLabel = "0..1",
            description = "0.5 takes away as much noise as there seems to be.")
    private Optional<Double> denoise = Optional.empty();

    @Option(names = "--sharpen", paramLabel = "0..1", description = "Without halos.")
    private Optional<Double> sharpen = Optional.empty();

    @Option(
            names = "--colour",
            paramLabel = "auto|0..1",
            description = "Takes a cast away and stretches the contrast.")
    private Optional<String> colour = Optional.empty();

    @Option(names = "--grain", paramLabel = "0..1", description = "As of film.")
    private Optional<Double> grain = Optional.empty();

    @Option(
            names = "--regions",
            paramLabel = "auto|none",
            description = "auto: each where it does good (default); none: everywhere alike.")
    private Optional<String> regions = Optional.empty();

    @Option(names = "--colourise", description = "Make all colour anew, from lightness alone.")
    private boolean colourise;

    @Option(names = "--style", paramLabel = "NAME", description = "A model of the task style.")
    private Optional<String> style = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of the grain (default: 1).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "That colours.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write; .png, .jpg or .webp (default: FILE-enhanced.png).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--sheet",
            paramLabel = "FOLDER",
            description =
                    "Instead: a sheet that shows regions and each stage before and after, made"
                        + " here; with --colourise and --style what these make of it, too. FILE may"
                        + " be a folder.")
    private Optional<Path> sheet = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (sheet.isPresent()) {
            sheet(sheet.get());
            return 0;
        }
        return picture.send(this::enhance);
    }

    private void sheet(Path folder) throws Exception {
        if (!colourise && style.isEmpty()) {
            EnhanceSheet.write(picture.path(), folder, ByModels.NONE, picture.out());
            return;
        }
        try (Cluster cluster = picture.cluster()) {
            ByModels models = new ByModels(colourise, style, new ClusterPainters(cluster.client()));
            EnhanceSheet.write(picture.path(), folder, models, picture.out());
        }
    }

    private int enhance(Cluster cluster, Path file) throws Exception {
        Path target = output.orElseGet(() -> Outputs.beside(file, "enhanced", "png"));
        JobRun run = new JobRun(cluster.client(), picture.out(), picture.asJson());
        ObjectNode request = request(cluster.client().newRequest(), target);
        JobStatus ended =
                run.follow((client, asked) -> Sending.enhance(client, file, asked), request);
        return run.write(ended, target);
    }

    private ObjectNode request(ObjectNode request, Path target) {
        request.put("tier", "interactive").put("format", Outputs.format(target));
        denoise.ifPresent(value -> request.put("denoise", value));
        sharpen.ifPresent(value -> request.put("sharpen", value));
        colour.ifPresent(value -> colour(request, value));
        grain.ifPresent(value -> request.put("grain", value));
        regions.ifPresent(value -> request.put("regions", value));
        if (colourise) {
            request.put("colourise", true);
        }
        style.ifPresent(value -> request.put("style", value));
        seed.ifPresent(value -> request.put("seed", value));
        model.ifPresent(value -> request.put("model", value));
        return request;
    }

    private void colour(ObjectNode request, String value) {
        if (value.equals("auto")) {
            request.put("colour", value);
            return;
        }
        try {
            request.put("colour", Double.parseDouble(value));
        } catch (NumberFormatException e) {
            throw picture.wrong("--colour takes auto or 0 to 1; not '" + value + "'", e);
        }
    }
}
