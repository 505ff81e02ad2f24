package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kuotu chain}. */
@Command(
        name = "chain",
        description = "Expands the expansion, or asks for the same picture again and again.",
        sortOptions = false)
final class ChainCommand implements Callable<Integer> {
    private static final String EXPAND = "expand";

    @Mixin private OnePicture picture = new OnePicture();

    @Option(names = "--times", paramLabel = "N", required = true, description = "Frames, 1 to 500.")
    private int times;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            required = true,
            description =
                    "expand: each frame goes beyond the one before; recreate: each is the whole one"
                            + " before, through the model.")
    private String mode = EXPAND;

    @Option(
            names = "--margins",
            paramLabel = "M",
            description =
                    "Of expand: one length for all sides or four (L,T,R,B), in px or percent of the"
                            + " frame before (default: 10%%).")
    private Optional<String> margins = Optional.empty();

    @Option(
            names = "--strength",
            paramLabel = "0..1",
            description = "Of recreate: noise that each frame starts from (default: 0.3).")
    private Optional<Double> strength = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first frame; at random unless given.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Denoising steps of a frame; the model's own number unless given.")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "png, jpeg or webp (default: png).")
    private String format = "png";

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "For the whole chain (default: 86400).")
    private int deadline = 86_400;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where frames are written as they come (default: FILE-chain).")
    private Optional<Path> output = Optional.empty();

    @Override
    public Integer call() throws Exception {
        return picture.send(this::chain);
    }

    private int chain(Cluster cluster, Path file) throws Exception {
        Path folder = output.orElseGet(() -> Outputs.folderBeside(file, "chain"));
        KuotuClient client = cluster.client();
        JobStatus queued = Sending.chain(client, file, request(client.newRequest()));
        Files.createDirectories(folder);
        FrameFolder frames = new FrameFolder(client, queued.id(), folder, times);
        JobStatus ended = follow(client, queued, frames);
        tell(picture.out(), ended, frames.complete(ended));
        return ended.hasSucceeded() ? 0 : 1;
    }

    private JobStatus follow(KuotuClient client, JobStatus queued, FrameFolder frames)
            throws Exception {
        try (StepBar bar = new StepBar(!picture.asJson())) {
            return client.follow(
                    queued.id(),
                    event -> {
                        bar.told(event);
                        frames.told(event);
                    });
        }
    }

    private ObjectNode request(ObjectNode request) {
        request.put("mode", mode)
                .put("times", times)
                .put("format", format)
                .put("deadline", deadline);
        if (mode.equals(EXPAND) || margins.isPresent()) { // the service says what does not fit
            Margins.put(request.putObject("margins"), margins.orElse("10%"));
        }
        strength.ifPresent(value -> request.put("strength", value));
        seed.ifPresent(value -> request.put("seed", value));
        steps.ifPresent(value -> request.put("steps", value));
        model.ifPresent(value -> request.put("model", value));
        return request;
    }

    private void tell(PrintWriter out, JobStatus ended, List<Path> files) {
        if (picture.asJson()) {
            ObjectNode told = ended.json().deepCopy();
            files.forEach(each -> told.withArray("files").add(each.toString()));
            out.println(told.toPrettyString());
        } else {
            out.println(
                    "the chain "
                            + ended.state()
                            + ended.error().map(e -> ": " + e).orElse("")
                            + "; "
                            + Math.min(files.size(), times)
                            + " of "
                            + times
                            + " frames"
                            + (files.isEmpty() ? "" : ", the first is " + files.getFirst()));
        }
        out.flush();
    }
}
