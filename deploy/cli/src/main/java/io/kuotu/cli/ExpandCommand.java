package io.kuotu.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kuotu expand}. */
@Command(
        name = "expand",
        description = "Expands one picture beyond its frame.",
        sortOptions = false)
final class ExpandCommand implements Callable<Integer> {
    @Mixin private OnePicture picture = new OnePicture();

    @ArgGroup(exclusive = true)
    private @Nullable Framing framing;

    /** How far; 16:9 unless told. */
    static final class Framing {
        @Option(
                names = "--margins",
                paramLabel = "L,T,R,B",
                description = "Added on each side, in px or percent: 100,0,100,0 or 25%%,0,25%%,0.")
        private @Nullable String margins;

        @Option(
                names = "--aspect",
                paramLabel = "W:H",
                description = "The smallest canvas of this shape (default: 16:9).")
        private @Nullable String aspect;

        @Option(
                names = "--size",
                paramLabel = "WxH",
                description = "A canvas of this size in px, the picture in its middle.")
        private @Nullable String size;
    }

    @Option(names = "--upscale", paramLabel = "N", description = "Enlarge the result by 1, 2 or 4.")
    private int upscale = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed gives the same picture; at random unless given.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Denoising steps; the model's own number unless given.")
    private Optional<Integer> steps = Optional.empty();

    @Option(
            names = "--creativity",
            paramLabel = "0..1",
            description = "0 stays close to what the picture has, 1 starts from nothing.")
    private Optional<Double> creativity = Optional.empty();

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description = "What the new part is to show; for models that take text.")
    private Optional<String> prompt = Optional.empty();

    @Option(
            names = "--negative-prompt",
            paramLabel = "TEXT",
            description = "What it is not to show; for models that take text.")
    private Optional<String> negativePrompt = Optional.empty();

    @Option(
            names = "--guidance",
            paramLabel = "0..30",
            description = "How strongly prompts are followed; the model's own unless given.")
    private Optional<Double> guidance = Optional.empty();

    @Option(
            names = "--min-consistency",
            paramLabel = "0..1",
            description =
                    "Made again, a few times at most, where it goes less well with the source.")
    private Optional<Double> minConsistency = Optional.empty();

    @Option(names = "--variants", paramLabel = "N", description = "1 to 4 pictures.")
    private int variants = 1;

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--post",
            paramLabel = "STAGE=0..1,...",
            description =
                    "Done to the new part in the end:"
                            + " denoise=0.5,sharpen=0.4,colour=auto,grain=0.2.")
    private Optional<String> post = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write; .png, .jpg or .webp (default: FILE-expanded.png).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--preview",
            paramLabel = "FOLDER",
            description = "Save small pictures there while it is made: preview-000.jpg ...")
    private Optional<Path> preview = Optional.empty();

    @Override
    public Integer call() throws Exception {
        return picture.send(this::expand);
    }

    private int expand(Cluster cluster, Path file) throws Exception {
        Path target = output.orElseGet(() -> Outputs.beside(file, "expanded", "png"));
        JobRun run = new JobRun(cluster.client(), picture.out(), picture.asJson());
        JobStatus ended =
                run.follow(
                        (client, request) -> Sending.expand(client, file, request),
                        request(cluster.client().newRequest(), target),
                        preview);
        return run.write(ended, target);
    }

    private ObjectNode request(ObjectNode request, Path target) {
        frame(request);
        request.put("upscale", upscale)
                .put("variants", variants)
                .put("tier", "interactive")
                .put("format", Outputs.format(target));
        seed.ifPresent(value -> request.put("seed", value));
        steps.ifPresent(value -> request.put("steps", value));
        creativity.ifPresent(value -> request.put("creativity", value));
        prompt.ifPresent(value -> request.put("prompt", value));
        negativePrompt.ifPresent(value -> request.put("negative_prompt", value));
        guidance.ifPresent(value -> request.put("guidance", value));
        minConsistency.ifPresent(value -> request.put("min_consistency", value));
        model.ifPresent(value -> request.put("model", value));
        preview.ifPresent(_ -> request.put("preview", true));
        post.ifPresent(value -> post(request.putObject("post"), value));
        return request;
    }

    /** Names and bounds are the service's to check. */
    private void post(ObjectNode post, String text) {
        for (String stage : text.split(",", -1)) {
            String[] parts = stage.split("=", 2);
            if (parts.length != 2) {
                throw picture.wrong("--post takes STAGE=STRENGTH, by commas; not '" + stage + "'");
            }
            String value = parts[1].strip();
            if (value.matches("\\d+(\\.\\d+)?")) {
                post.put(parts[0].strip(), Double.parseDouble(value));
            } else {
                post.put(parts[0].strip(), value);
            }
        }
    }

    private void frame(ObjectNode request) {
        if (framing != null && framing.margins != null) {
            Margins.put(request.putObject("margins"), framing.margins);
        } else if (framing != null && framing.size != null) {
            int[] sides = size(framing.size);
            request.putObject("size").put("width", sides[0]).put("height", sides[1]);
        } else {
            request.put(
                    "aspect_ratio",
                    framing != null && framing.aspect != null ? framing.aspect : "16:9");
        }
    }

    private int[] size(String text) {
        if (!text.matches("\\d{1,5}x\\d{1,5}")) {
            throw picture.wrong("--size takes WxH in px, such as 1920x1080; not '" + text + "'");
        }
        String[] sides = text.split("x", 2);
        return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[1])};
    }
}
