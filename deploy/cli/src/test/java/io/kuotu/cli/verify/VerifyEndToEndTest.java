package io.kuotu.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Pictures that a cluster made, held against what they say. */
class VerifyEndToEndTest {
    @TempDir private static Path folder;
    private static Standalone cluster;
    private static KuotuClient client;
    private static Path photo;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster =
                Standalone.start(
                        new Standalone.Options(
                                folder.resolve("data"),
                                0,
                                Path.of("../../worker/models"),
                                1,
                                Map.of(
                                        "kuotu.worker.threads", "1",
                                        "kuotu.worker.devices", "cpu",
                                        "kuotu.worker.profile.folder", "target/profiles")));
        client = new KuotuClient(cluster.endpoint(), cluster.apiKey());
        photo = folder.resolve("photo.png");
        BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(5);
        for (int i = 0; i < 96 * 72; i++) {
            image.setRGB(i % 96, i / 96, random.nextInt(1 << 24));
        }
        assertThat(ImageIO.write(image, "png", photo.toFile())).isTrue();
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    private static ObjectNode request(String format) {
        return client.newRequest().put("format", format);
    }

    /** The picture and the manifest of a job, as files. */
    private record Result(Path picture, Path manifest) {}

    private static Result result(JobStatus job) throws Exception {
        JobStatus ended = client.follow(job.id(), _ -> {});
        assertThat(ended.state()).isEqualTo("succeeded");
        Path picture = Files.write(folder.resolve(job.id()), client.output(job.id(), 0));
        Path manifest =
                Files.writeString(
                        folder.resolve(job.id() + ".json"),
                        client.get("/v1/jobs/" + job.id() + "/manifest").toString());
        return new Result(picture, manifest);
    }

    private static String proven(Result result) {
        StringWriter out = new StringWriter();
        int code =
                new CommandLine(new VerifyCommand())
                        .setOut(new PrintWriter(out))
                        .execute(
                                result.picture().toString(),
                                "--server",
                                cluster.endpoint().toString(),
                                "--source",
                                photo.toString(),
                                "--manifest",
                                result.manifest().toString());
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    @Test
    void expansionsInEveryFormatAreProven() throws Exception {
        for (String format : new String[] {"png", "jpeg", "webp"}) {
            ObjectNode request = request(format).put("aspect_ratio", "16:9").put("steps", 1);
            String said = proven(result(client.expand(photo, request)));
            assertThat(said)
                    .contains("compositeWithTrainedAlgorithmicMedia")
                    .contains("the manifest is signed with a key that you know");
            assertThat(said.contains("byte for byte")).isEqualTo(format.equals("png"));
        }
    }

    @Test
    void anEnlargedExpansionSaysWhereItsSourceWent() throws Exception {
        ObjectNode request = request("png").put("upscale", 2).put("steps", 1);
        request.putObject("margins").put("left", 32).put("top", 8);
        assertThat(proven(result(client.expand(photo, request))))
                .contains("192x144 px at (64, 16), the source enlarged 2 times");
    }

    @Test
    void upscalesAreAlteredNotGenerated() throws Exception {
        String said = proven(result(client.upscale(photo, request("png").put("factor", 2))));
        assertThat(said)
                .contains("algorithmicallyEnhanced")
                .contains("original    192x144 px at (0, 0), the source enlarged 2 times")
                .contains("generated   nothing");
    }
}
