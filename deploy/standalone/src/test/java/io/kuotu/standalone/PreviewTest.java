package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.ApiProblem;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.client.ServerEvent;
import io.kuotu.common.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that can be seen on its way. */
class PreviewTest {
    private static final String PREVIEW = "preview";
    private static final int TOLERANCE = 25; // made smaller, and a JPEG

    @TempDir static Path folder;
    private static Path photo;
    private static KuotuClient client;
    private static Http http;

    @BeforeAll
    static void connect() throws Exception {
        photo =
                Files.write(
                        folder.resolve("photo.png"),
                        SamplePictures.encode(SamplePictures.gradient(160, 120), "png"));
        client = SharedCluster.client();
        http = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
    }

    private static ObjectNode wide(int steps) {
        return client.newRequest()
                .put("aspect_ratio", "16:9")
                .put("steps", steps)
                .put("seed", 3)
                .put(PREVIEW, true);
    }

    private static BufferedImage picture(byte[] jpeg) throws Exception {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(picture).as("decodes").isNotNull();
        return picture;
    }

    @Test
    void previewsComeBeforeTheEnd_andCanBeFetched() throws Exception {
        JobStatus job = client.expand(photo, wide(60));
        assertThat(job.json().path("request").path(PREVIEW).asBoolean()).isTrue();
        List<ServerEvent> events = new ArrayList<>();
        Map<Integer, JsonNode> seenInStatus = new ConcurrentHashMap<>();
        client.follow(
                job.id(),
                event -> {
                    events.add(event);
                    if (event.name().equals(PREVIEW)) {
                        noteStatus(job.id(), seenInStatus);
                    }
                });
        List<ServerEvent> previews = events.stream().filter(e -> e.name().equals(PREVIEW)).toList();
        assertThat(events.getLast().name()).isEqualTo("succeeded");
        assertThat(previews.size()).as("the draft, and some steps").isGreaterThanOrEqualTo(2);
        int before = -1;
        for (ServerEvent preview : previews) {
            int step = preview.data().path("step").asInt();
            assertThat(step).isGreaterThan(before).isLessThan(60);
            assertThat(step % 4).isZero();
            assertThat(preview.data().path("steps").asInt()).isEqualTo(60);
            before = step;
            BufferedImage picture = picture(client.preview(job.id(), step));
            assertThat(picture.getWidth()).isEqualTo(preview.data().path("width").asInt());
            assertThat(picture.getHeight()).isEqualTo(preview.data().path("height").asInt());
        }
        assertThat(seenInStatus).isNotEmpty();
        assertThat(client.job(job.id()).json().has(PREVIEW)).as("now there are outputs").isFalse();
        checkLooks(job.id(), before);
    }

    private static void noteStatus(String id, Map<Integer, JsonNode> seen) {
        try {
            JsonNode preview = client.job(id).json().path(PREVIEW);
            if (preview.isObject()) {
                seen.put(preview.path("step").asInt(), preview);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the gradient, 160x120 px in the middle of 213x120. */
    private static void checkLooks(String id, int step) throws Exception {
        Http.Answer inline = http.get("/v1/jobs/" + id + "/previews/" + step + "?inline=true");
        assertThat(inline.status()).isEqualTo(200);
        assertThat(inline.raw().headers().firstValue("Content-Type")).hasValue("image/jpeg");
        assertThat(inline.raw().body()).hasSizeLessThan(64 << 10);
        BufferedImage preview = picture(inline.raw().body());
        BufferedImage source = ImageIO.read(photo.toFile());
        int middle = preview.getRGB(preview.getWidth() / 2, preview.getHeight() / 2);
        int wanted = source.getRGB(80, 60);
        assertThat(middle >> 16 & 0xFF).isCloseTo(wanted >> 16 & 0xFF, within(TOLERANCE));
        assertThat(middle >> 8 & 0xFF).isCloseTo(wanted >> 8 & 0xFF, within(TOLERANCE));
    }

    @Test
    void aShortPathShowsItsDraft_eachPassItsOwnNumbers() throws Exception {
        ObjectNode request = client.newRequest().put("seed", 6).put("steps", 3).put(PREVIEW, true);
        request.putObject("margins").put("left", "200%");
        JobStatus job = client.expand(photo, request);
        Map<Integer, Integer> widths = new TreeMap<>();
        JobStatus ended =
                client.follow(
                        job.id(),
                        e -> {
                            if (e.name().equals(PREVIEW)) {
                                widths.put(
                                        e.data().path("step").asInt(),
                                        e.data().path("width").asInt());
                                assertThat(e.data().path("steps").asInt() % 3).isZero();
                            }
                        });
        assertThat(ended.state()).isEqualTo("succeeded");
        assertThat(widths).as("drafts of both passes at least").containsKeys(0, 3);
    }

    @Test
    void whoDoesNotAskGetsNone() throws Exception {
        ObjectNode request = wide(8);
        request.remove(PREVIEW);
        JobStatus job = client.expand(photo, request);
        client.follow(job.id(), e -> assertThat(e.name()).isNotEqualTo(PREVIEW));
        assertThatThrownBy(() -> client.preview(job.id(), 0))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void anotherTenantSeesNone() throws Exception {
        JobStatus job = client.expand(photo, wide(1));
        client.follow(job.id(), _ -> {});
        assertThat(picture(client.preview(job.id(), 0)).getHeight()).isPositive();
        try (KuotuClient other = SharedCluster.otherTenant()) {
            assertThatThrownBy(() -> other.preview(job.id(), 0))
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
        }
        Http.Answer odd = http.get("/v1/jobs/" + job.id() + "/previews/last");
        assertThat(odd.status()).isEqualTo(400);
    }
}
