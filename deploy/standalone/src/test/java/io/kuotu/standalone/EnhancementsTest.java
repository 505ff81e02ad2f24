package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures made better, as their caller sees it. */
class EnhancementsTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    @TempDir static Path folder;
    private static Path photo;
    private static KuotuClient client;
    private static Http http;

    @BeforeAll
    static void connect() throws Exception {
        photo = Files.write(folder.resolve("photo.png"), SamplePictures.encode(noisy(), "png"));
        client = SharedCluster.client();
        http = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
    }

    /** A slope with noise on it. */
    private static BufferedImage noisy() {
        Random random = new Random(3);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int level = (int) Math.round(60 + i % WIDTH / 2.0 + 12 * random.nextGaussian());
            image.setRGB(i % WIDTH, i / WIDTH, level << 16 | level << 8 | level + 20);
        }
        return image;
    }

    private static ObjectNode wish() {
        return client.newRequest().put("denoise", 0.5).put("regions", "none");
    }

    private static JobStatus end(JobStatus job) throws Exception {
        return client.follow(job.id(), _ -> {});
    }

    private static BufferedImage picture(JobStatus job) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(client.output(job.id(), 0)));
    }

    /** Mean step of green from pixel to pixel. */
    private static double roughness(BufferedImage image) {
        double sum = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 1; x < WIDTH; x++) {
                sum +=
                        Math.abs(
                                (image.getRGB(x, y) >> 8 & 0xFF)
                                        - (image.getRGB(x - 1, y) >> 8 & 0xFF));
            }
        }
        return sum / (HEIGHT * (WIDTH - 1));
    }

    @Test
    void aNoisyPictureComesBackClean_andItsManifestSaysHow() throws Exception {
        JobStatus job = end(client.enhance(photo, wish()));
        assertThat(job.state()).isEqualTo("succeeded");
        assertThat(job.json().path("kind").asText()).isEqualTo("enhancement");
        assertThat(job.json().path("request").path("denoise").asDouble()).isEqualTo(0.5);
        BufferedImage clean = picture(job);
        assertThat(clean.getWidth()).isEqualTo(WIDTH);
        assertThat(roughness(clean)).isLessThan(0.4 * roughness(ImageIO.read(photo.toFile())));
        JsonNode making = client.manifest(job.id()).path("making");
        assertThat(making.path("bundle").asText()).isEqualTo("enhance");
        assertThat(making.path("digital_source_type").asText()).endsWith("algorithmicallyEnhanced");
        assertThat(making.path("millis").has("post-denoise")).isTrue();
        assertThat(Pixels.of(client.output(end(client.enhance(photo, wish())).id(), 0)))
                .as("again")
                .isEqualTo(Pixels.of(client.output(job.id(), 0)));
    }

    @Test
    void everyStageTogether() throws Exception {
        ObjectNode all =
                client.newRequest()
                        .put("denoise", 0.4)
                        .put("sharpen", 0.4)
                        .put("colour", "auto")
                        .put("grain", 0.3)
                        .put("seed", 9)
                        .put("format", "webp");
        JobStatus job = end(client.enhance(photo, all));
        assertThat(job.state()).isEqualTo("succeeded");
        assertThat(job.json().path("request").path("colour").asText()).isEqualTo("auto");
        assertThat(job.outputs().getFirst().seed()).isEqualTo(9);
    }

    @Test
    void modelsColourAndPaint() throws Exception {
        JobStatus job =
                end(
                        client.enhance(
                                photo,
                                client.newRequest()
                                        .put("colourise", true)
                                        .put("model", "tiny-colourise")
                                        .put("style", "tiny-style")));
        assertThat(job.state()).as(job.json().toString()).isEqualTo("succeeded");
        JsonNode making = client.manifest(job.id()).path("making");
        assertThat(making.path("bundle").asText()).isEqualTo("tiny-colourise+tiny-style");
        assertThat(making.path("digital_source_type").asText())
                .endsWith("compositeWithTrainedAlgorithmicMedia");
        assertThat(making.path("millis").has("post-colourise")).isTrue();
        assertThat(picture(job).getRGB(50, 50))
                .isNotEqualTo(ImageIO.read(photo.toFile()).getRGB(50, 50));
    }

    @Test
    void anExpansionsNewPartIsTreated_itsSourceIsNot() throws Exception {
        ObjectNode wide =
                client.newRequest().put("aspect_ratio", "16:9").put("steps", 1).put("seed", 3);
        JobStatus plain = end(client.expand(photo, wide.deepCopy()));
        wide.putObject("post").put("grain", 1).put("regions", "none");
        JobStatus grained = end(client.expand(photo, wide));
        assertThat(grained.json().path("request").path("post").path("grain").asDouble()).isOne();
        int left = grained.json().path("request").path("margins").path("left").asInt();
        BufferedImage before = picture(plain);
        BufferedImage after = picture(grained);
        BufferedImage source = ImageIO.read(photo.toFile());
        int changed = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                assertThat(after.getRGB(left + x, y)).isEqualTo(source.getRGB(x, y));
            }
            changed += after.getRGB(left / 2, y) == before.getRGB(left / 2, y) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(HEIGHT / 2);
    }

    @Test
    void itIsEstimated_andGoesInBatches() throws Exception {
        JsonNode estimate =
                http.postJson(
                                "/v1/estimates",
                                "{\"enhancement\":{\"image\":\"size:1000x500\",\"denoise\":0.5}}")
                        .json();
        assertThat(estimate.path("cost").path("megapixel_steps").asDouble()).isEqualTo(0.5);
        String item =
                "[{\"kind\":\"enhancement\",\"image\":\"%s\",\"sharpen\":0.5},{\"kind\":\"enhancement\",\"image\":\"%s\"}]"
                        .formatted(dataUri(), dataUri());
        JsonNode batch = http.postJson("/v1/batches", item).json();
        assertThat(batch.path("accepted").asInt()).as(batch.toString()).isOne();
        assertThat(batch.path("items").get(1).path("problem").path("code").asText())
                .isEqualTo("nothing_to_do");
        String id = batch.path("items").get(0).path("job").path("id").asText();
        assertThat(end(client.job(id)).state()).isEqualTo("succeeded");
    }

    private static String dataUri() throws Exception {
        return "data:image/png;base64,"
                + Base64.getEncoder().encodeToString(Files.readAllBytes(photo));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|nothing_to_do|denoise",
                "{\"denoise\":0,\"grain\":0.0}|nothing_to_do|denoise",
                "{\"denoise\":1.5}|invalid_request|denoise",
                "{\"sharpen\":-0.1}|invalid_request|sharpen",
                "{\"grain\":\"much\"}|invalid_request|grain",
                "{\"colour\":2}|invalid_request|colour",
                "{\"colour\":\"warm\"}|invalid_request|colour",
                "{\"denoise\":0.5,\"regions\":\"sky\"}|invalid_request|regions",
                "{\"denoise\":0.5,\"blur\":1}|invalid_request|blur",
                "{\"denoise\":0.5,\"model\":\"scenes-256\"}|invalid_request|model",
                "{\"style\":\"no-such\"}|model_unknown|style",
                "{\"colourise\":true,\"model\":\"scenes-256\"}|model_unknown|model",
            })
    void whatCannotBeDoneIsNamed(String request, String code, String field) throws Exception {
        String json = request.replaceFirst("\\{", "{\"image\":\"" + dataUri() + "\",");
        Http.Answer answer = http.postJson("/v1/enhancements", json.replace(",}", "}"));
        assertThat(answer.code()).as(answer.json().toString()).isEqualTo(code);
        assertThat(answer.field()).isEqualTo(field);
        assertThat(answer.status()).isEqualTo(code.equals("invalid_request") ? 400 : 422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|nothing_to_do|post.denoise",
                "{\"denoise\":7}|invalid_request|post.denoise",
                "{\"colourise\":true}|invalid_request|post.colourise",
            })
    void whatCannotBeDoneInTheEndOfAnExpansionIsNamed(String post, String code, String field)
            throws Exception {
        String json =
                "{\"image\":\"%s\",\"aspect_ratio\":\"16:9\",\"post\":%s}"
                        .formatted(dataUri(), post);
        Http.Answer answer = http.postJson("/v1/expansions", json);
        assertThat(answer.code()).as(answer.json().toString()).isEqualTo(code);
        assertThat(answer.field()).isEqualTo(field);
    }
}
