package io.kuotu.cli.sheet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Has hidden parts made again by a cluster, one after another. Blocks. */
final class CaseMaker {
    private final KuotuClient client;
    private final Choices choices;

    /** What is asked for besides the canvas; what is empty is the model's default. */
    record Choices(
            long seed,
            Optional<Double> creativity,
            Optional<Integer> steps,
            Optional<String> model) {}

    /**
     * What came back.
     *
     * @param picture all of it
     * @param making the manifest's account of how it was made
     */
    record Made(BufferedImage picture, JsonNode making) {}

    CaseMaker(KuotuClient client, Choices choices) {
        this.client = client;
        this.choices = choices;
    }

    Made make(HiddenCase one) throws IOException, InterruptedException {
        Path source = Files.createTempFile("kuotu-sheet-", ".png");
        try {
            ImageIO.write(Baselines.cut(one.picture(), one.known()), "png", source.toFile());
            JobStatus queued = client.expand(source, request(one));
            JobStatus ended = client.follow(queued.id(), _ -> {});
            if (!ended.hasSucceeded()) {
                throw new IOException(
                        one.photo() + ": the job " + ended.state() + ended.error().orElse(""));
            }
            BufferedImage result =
                    ImageIO.read(new ByteArrayInputStream(client.output(ended.id(), 0)));
            JsonNode manifest = client.get("/v1/jobs/" + ended.id() + "/manifest");
            return new Made(result, manifest.path("making"));
        } finally {
            Files.deleteIfExists(source);
        }
    }

    private ObjectNode request(HiddenCase one) {
        Rectangle known = one.known();
        ObjectNode request = client.newRequest().put("seed", choices.seed()).put("format", "png");
        request.putObject("margins")
                .put("left", known.x)
                .put("top", known.y)
                .put("right", one.picture().getWidth() - known.x - known.width)
                .put("bottom", one.picture().getHeight() - known.y - known.height);
        choices.creativity().ifPresent(value -> request.put("creativity", value));
        choices.steps().ifPresent(value -> request.put("steps", value));
        choices.model().ifPresent(value -> request.put("model", value));
        return request;
    }
}
