package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains as their caller sees them. */
class ChainTest {
    @TempDir static Path folder;
    private static Path photo;
    private static KuotuClient client;

    @BeforeAll
    static void connect() throws Exception {
        photo = photo(160, 120);
        client = SharedCluster.client();
    }

    private static Path photo(int width, int height) throws IOException {
        return Files.write(
                folder.resolve("photo-" + width + "x" + height + ".png"),
                SamplePictures.encode(SamplePictures.gradient(width, height), "png"));
    }

    static ObjectNode recreate(KuotuClient client, int times) {
        return client.newRequest()
                .put("mode", "recreate")
                .put("times", times)
                .put("steps", 2)
                .put("strength", 0.5)
                .put("seed", 7);
    }

    private static ObjectNode expand(int times, String left, String top) {
        ObjectNode request =
                client.newRequest()
                        .put("mode", "expand")
                        .put("times", times)
                        .put("steps", 1)
                        .put("seed", 7);
        request.putObject("margins").put("left", left).put("top", top);
        return request;
    }

    private static BufferedImage picture(JobStatus job, int frame) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(client.output(job.id(), frame)));
    }

    @Test
    void framesCanBeFetchedAsTheyAreTold_andAreTheJobsOutputs() throws Exception {
        JobStatus job = client.chain(photo, recreate(client, 4));
        assertThat(job.json().path("kind").asText()).isEqualTo("chain");
        List<Integer> told = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        JobStatus ended =
                client.follow(
                        job.id(),
                        event -> {
                            if (event.name().equals("frame")) {
                                told.add(event.data().path("frame").asInt());
                                hashes.add(event.data().path("output").path("sha256").asText());
                                fetch(job, event);
                            }
                        });
        assertThat(ended.state()).isEqualTo("succeeded");
        assertThat(told).containsExactly(0, 1, 2, 3);
        assertThat(ended.outputs().stream().map(JobStatus.Output::sha256))
                .containsExactlyElementsOf(hashes);
        assertThat(new HashSet<>(hashes)).hasSize(4);
        assertThat(ended.outputs()).allMatch(o -> o.width() == 160 && o.height() == 120);
        assertThat(ended.outputs().stream().map(JobStatus.Output::seed))
                .containsExactly(7L, 8L, 9L, 10L);
        JsonNode manifest = client.manifest(job.id());
        assertThat(manifest.path("outputs")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(manifest.path("making").path("original_preserved").asBoolean()).isFalse();

        JobStatus again = client.follow(client.chain(photo, recreate(client, 2)).id(), _ -> {});
        for (int frame = 0; frame < 2; frame++) {
            assertThat(Pixels.of(client.output(again.id(), frame)))
                    .as("a shorter chain is the beginning of a longer one")
                    .isEqualTo(Pixels.of(client.output(job.id(), frame)));
        }
    }

    private static void fetch(JobStatus job, ServerEvent event) {
        int frame = event.data().path("frame").asInt();
        try {
            client.download(
                    job.id(),
                    JobStatus.Output.of(event.data().path("output")),
                    folder.resolve("frame-" + frame));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachFrameGoesBeyondTheOneBefore_whosePixelsStay() throws Exception {
        JobStatus job = client.follow(client.chain(photo, expand(3, "25%", "10%")).id(), _ -> {});
        assertThat(job.state()).isEqualTo("succeeded");
        assertThat(job.outputs().stream().map(JobStatus.Output::width))
                .containsExactly(200, 250, 313);
        assertThat(job.outputs().stream().map(JobStatus.Output::height))
                .containsExactly(132, 145, 160);
        BufferedImage source = ImageIO.read(photo.toFile());
        BufferedImage middle = picture(job, 1);
        BufferedImage last = picture(job, 2);
        int right = 313 - 160;
        int low = 160 - 120;
        for (int i = 0; i < 120; i++) {
            assertThat(last.getRGB(right + i, low + i)).isEqualTo(source.getRGB(i, i));
            assertThat(last.getRGB(313 - 250 + i, 160 - 145 + i)).isEqualTo(middle.getRGB(i, i));
        }
        JobStatus next =
                client.follow(
                        client.upscale(
                                        client.newRequest()
                                                .put("image", "job:" + job.id() + "/1")
                                                .put("factor", 2))
                                .id(),
                        _ -> {});
        assertThat(next.outputs().getFirst().width()).isEqualTo(500);
    }

    @Test
    void aCancelledChainKeepsItsFrames() throws Exception {
        JobStatus job = client.chain(photo, recreate(client, 500));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.job(job.id()).outputs().size() >= 3);
        assertThat(client.output(job.id(), 2)).isNotEmpty();
        JobStatus ended = client.cancel(job.id());
        assertThat(ended.state()).isEqualTo("cancelled");
        assertThat(ended.outputs()).hasSizeBetween(3, 499);
        int kept = ended.outputs().size();
        assertThat(client.manifest(job.id()).path("outputs")).hasSize(kept);
        for (JobStatus.Output frame : ended.outputs()) {
            client.download(job.id(), frame, folder.resolve("kept-" + frame.index()));
        }
        ApiProblem beyond =
                catchThrowableOfType(ApiProblem.class, () -> client.output(job.id(), 499));
        assertThat(beyond.code()).isEqualTo("no_output");
        List<ServerEvent> events = new ArrayList<>();
        client.follow(job.id(), events::add);
        assertThat(events.stream().filter(ServerEvent::isEnd)).hasSize(1);
        assertThat(events.getLast().data().path("outputs")).hasSize(kept);
        JobStatus other = client.follow(client.chain(photo, recreate(client, 1)).id(), _ -> {});
        assertThat(other.state()).as("the worker goes on").isEqualTo("succeeded");
        assertThat(client.job(job.id()).outputs()).hasSize(kept);
    }

    private static ApiProblem refused(Path file, ObjectNode request) {
        return catchThrowableOfType(ApiProblem.class, () -> client.chain(file, request));
    }

    @Test
    void whatCannotBeIsRefusedAtOnce_withFieldAndFrame() throws Exception {
        ApiProblem tooMany = refused(photo, recreate(client, 501));
        assertThat(tooMany.status()).isEqualTo(400);
        assertThat(tooMany.field()).contains("times");

        // the 39th is 15,910 px wide, the 40th would be 17,899
        ApiProblem wide = refused(photo, expand(100, "12.5%", "0%"));
        assertThat(wide.code()).isEqualTo("canvas_too_large");
        assertThat(wide.field()).contains("margins");
        assertThat(wide.getMessage()).contains("frame 40 of 100");
        assertThat(refused(photo, expand(2, "0%", "0%")).code()).isEqualTo("nothing_to_do");

        assertThat(refused(photo, recreate(client, 2).put("strength", 0)).field())
                .contains("strength");
        assertThat(refused(photo, recreate(client, 2).put("mode", "melt")).field())
                .contains("mode");
        ObjectNode both = recreate(client, 2);
        both.putObject("margins").put("left", 5);
        assertThat(refused(photo, both).field()).contains("margins");
        assertThat(refused(photo, expand(2, "5%", "5%").put("strength", 0.5)).field())
                .contains("strength");
        ObjectNode nowhere = expand(2, "5%", "5%");
        nowhere.remove("margins");
        assertThat(refused(photo, nowhere).field()).contains("margins");
        assertThat(refused(photo, recreate(client, 2).put("steps", 101)).field()).contains("steps");
    }

    @Test
    void theSmallestPictureThatIsTakenIsTakenHereToo() throws Exception {
        Path least = photo(64, 64);
        JobStatus again = client.follow(client.chain(least, recreate(client, 2)).id(), _ -> {});
        assertThat(again.outputs()).hasSize(2).allMatch(o -> o.width() == 64);
        JobStatus wider = client.follow(client.chain(least, expand(2, "2%", "2%")).id(), _ -> {});
        assertThat(wider.outputs().stream().map(JobStatus.Output::width)).containsExactly(65, 66);
        ApiProblem smaller = refused(photo(63, 64), recreate(client, 2));
        assertThat(smaller.code()).isEqualTo("picture_too_small");
        assertThat(smaller.field()).contains("image");
    }

    @Test
    void aChainCostsWhatItsFramesCost_andGoesIntoBatches() throws Exception {
        double one = cost(1);
        assertThat(cost(40)).isCloseTo(40 * one, withinPercentage(1));
        ObjectNode item =
                recreate(client, 2).put("kind", "chain").put("image", client.upload(photo));
        JsonNode outcome = client.post("/v1/batches", client.newRequest().arrayNode().add(item));
        assertThat(outcome.path("accepted").asInt()).as(outcome.toString()).isEqualTo(1);
        String id = outcome.path("items").path(0).path("job").path("id").asText();
        assertThat(client.follow(id, _ -> {}).outputs()).hasSize(2);
    }

    private static double cost(int times) throws Exception {
        ObjectNode wanted = client.newRequest();
        wanted.set("chain", recreate(client, times).put("image", "size:640x480"));
        return client.post("/v1/estimates", wanted).path("cost").path("megapixel_steps").asDouble();
    }

    @Test
    void manyFramesKeepTheirOrder() throws Exception {
        JobStatus job =
                client.follow(
                        client.chain(photo(64, 64), recreate(client, 30).put("steps", 1)).id(),
                        _ -> {});
        assertThat(job.outputs().stream().map(JobStatus.Output::index))
                .containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
    }
}
