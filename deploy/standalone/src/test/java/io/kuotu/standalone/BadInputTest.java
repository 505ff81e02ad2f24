package io.kuotu.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.standalone.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What cannot be done is refused with a problem that names the field and the limit, before anything
 * is stored or queued.
 */
class BadInputTest {
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(120, 90), "jpeg");
    private static final String WIDE = "{\"aspect_ratio\":\"16:9\"}";

    private Http http;
    private int acceptedBefore;

    @BeforeEach
    void connect() throws Exception {
        http = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
        acceptedBefore = jobs();
    }

    private int jobs() throws Exception {
        return http.get("/v1/jobs?limit=200").json().path("jobs").size();
    }

    private void refused(Answer answer, int status, String code, String field) throws Exception {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.field()).as(answer.json().toString()).isEqualTo(field);
        assertThat(answer.detail())
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("io.kuotu");
        assertThat(answer.json().path("request_id").asText()).isNotBlank();
        assertThat(jobs()).as("nothing was queued").isEqualTo(acceptedBefore);
    }

    @Test
    void notAPicture() throws Exception {
        refused(
                http.expand("just some text, as long as it may be".getBytes(UTF_8), WIDE),
                422,
                "not_a_picture",
                "image");
        refused(http.expand(new byte[0], WIDE), 422, "not_a_picture", "image");
    }

    @Test
    void truncated() throws Exception {
        refused(
                http.expand(Arrays.copyOf(PHOTO, PHOTO.length / 2), WIDE),
                422,
                "picture_truncated",
                "image");
    }

    @Test
    void bomb() throws Exception {
        Answer answer = http.expand(SamplePictures.pngClaiming(30_000, 30_000), WIDE);
        refused(answer, 422, "picture_too_large", "image");
        assertThat(answer.detail()).contains("30000x30000").contains("50 million");
    }

    @Test
    void animated() throws Exception {
        refused(
                http.expand(SamplePictures.animatedGif(80, 80, 2), WIDE),
                422,
                "picture_animated",
                "image");
        refused(
                http.expand(SamplePictures.animatedPng(80, 80), WIDE),
                422,
                "picture_animated",
                "image");
    }

    @Test
    void tiny() throws Exception {
        Answer answer =
                http.expand(SamplePictures.encode(SamplePictures.gradient(1, 1), "png"), WIDE);
        refused(answer, 422, "picture_too_small", "image");
        assertThat(answer.detail()).contains("1x1").contains("64 px");
    }

    @Test
    void tooManyBytes() throws Exception {
        byte[] large = Arrays.copyOf(PHOTO, 9 << 20);
        Answer answer = http.expand(large, WIDE);
        refused(answer, 413, "payload_too_large", "image");
        assertThat(answer.detail()).contains(Integer.toString(8 << 20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"margins\":{\"left\":0,\"right\":\"0%\"}}|nothing_to_do|margins",
                "{\"aspect_ratio\":\"4:3\"}|nothing_to_do|aspect_ratio",
                "{\"size\":{\"width\":120,\"height\":90}}|nothing_to_do|size",
                "{\"size\":{\"width\":10000,\"height\":10000}}|canvas_too_large|size",
                "{\"margins\":{\"left\":60000}}|canvas_too_large|margins",
                "{\"aspect_ratio\":\"9999:1\"}|canvas_too_large|aspect_ratio",
                "{\"aspect_ratio\":\"16:9\",\"upscale\":4,\"margins\":{\"left\":1}}|invalid_request|aspect_ratio",
                "{\"size\":{\"width\":100,\"height\":300}}|canvas_too_small|size.width",
                "{\"size\":{\"width\":300,\"height\":300},\"placement\":{\"left\":250,\"top\":0}}|invalid_request|placement",
                "{\"margins\":{\"left\":100},\"model\":\"nosuch\"}|model_unknown|model",
                "{\"margins\":{\"left\":100},\"steps\":900}|unsupported_by_model|steps",
                "{\"aspect_ratio\":\"16:9\",\"prompt\":\"a cat\"}|unsupported_by_model|prompt",
                "{\"aspect_ratio\":\"16:9\",\"negative_prompt\":\"a"
                        + " cat\"}|unsupported_by_model|negative_prompt",
                "{\"aspect_ratio\":\"16:9\",\"guidance\":7}|unsupported_by_model|guidance",
                "{}|invalid_request|margins",
            })
    void whatCannotBeMade(String request, String code, String field) throws Exception {
        refused(
                http.expand(PHOTO, request),
                code.equals("invalid_request") ? 400 : 422,
                code,
                field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"margins\":{\"left\":1},\"promt\":\"a cat\"}|promt",
                "{\"margins\":{\"left\":1},\"prompt\":5}|prompt",
                "{\"margins\":{\"left\":1},\"guidance\":31}|guidance",
                "{\"margins\":{\"left\":1,\"middle\":2}}|margins.middle",
                "{\"margins\":{\"left\":-5}}|margins.left",
                "{\"margins\":{\"left\":\"wide\"}}|margins.left",
                "{\"margins\":{\"left\":1},\"preview\":\"yes\"}|preview",
                "{\"margins\":{\"left\":1},\"seed\":\"x\"}|seed",
                "{\"margins\":{\"left\":1},\"steps\":0}|steps",
                "{\"margins\":{\"left\":1},\"variants\":9}|variants",
                "{\"margins\":{\"left\":1},\"upscale\":3}|upscale",
                "{\"margins\":{\"left\":1},\"format\":\"tiff\"}|format",
                "{\"margins\":{\"left\":1},\"creativity\":1.5}|creativity",
                "{\"margins\":{\"left\":1},\"min_consistency\":1.2}|min_consistency",
                "{\"margins\":{\"left\":1},\"deadline\":0}|deadline",
                "{\"aspect_ratio\":\"wide\"}|aspect_ratio",
                "{\"size\":{\"width\":100}}|size.height",
                "{\"margins\":{\"left\":1},\"metadata\":{\"a\":5}}|metadata.a",
                "{\"margins\":{\"left\":1},\"image\":\"x\"}|image",
            })
    void whatDoesNotFitTheContract(String request, String field) throws Exception {
        refused(http.expand(PHOTO, request), 400, "invalid_request", field);
    }

    @Test
    void brokenBodies() throws Exception {
        refused(http.expand(PHOTO, "{\"margins\":"), 400, "invalid_request", "request");
        refused(http.postJson("/v1/expansions", "{\"margins\""), 400, "invalid_request", "");
        refused(http.postJson("/v1/expansions", "[1]"), 400, "invalid_request", "");
        refused(
                http.postJson("/v1/expansions", "{\"aspect_ratio\":\"16:9\"}"),
                400,
                "invalid_request",
                "image");
        refused(
                http.postJson(
                        "/v1/expansions",
                        "{\"image\":\"file:///etc/passwd\",\"aspect_ratio\":\"16:9\"}"),
                400,
                "invalid_request",
                "image");
        refused(
                http.postJson(
                        "/v1/expansions",
                        "{\"image\":\"data:image/png;base64,@@\",\"aspect_ratio\":\"16:9\"}"),
                422,
                "not_a_picture",
                "image");
        refused(
                http.send(
                        http.request("/v1/expansions")
                                .header("Content-Type", "image/jpeg")
                                .POST(BodyPublishers.ofByteArray(PHOTO))),
                415,
                "unsupported_media_type",
                "");
        refused(
                http.send(
                        http.request("/v1/expansions")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.noBody())),
                400,
                "invalid_request",
                "");
    }

    @Test
    void aDataUriIsAsGoodAsAFile() throws Exception {
        String uri = "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(PHOTO);
        Answer answer =
                http.postJson(
                        "/v1/expansions",
                        "{\"image\":\"" + uri + "\",\"margins\":{\"right\":\"50%\"},\"steps\":1}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("request").path("size").path("width").asInt()).isEqualTo(180);
        await().until(() -> jobs() == acceptedBefore + 1);
    }

    @Test
    void keys() throws Exception {
        Http noKey = new Http(SharedCluster.cluster().endpoint(), "");
        refused(noKey.expand(PHOTO, WIDE), 401, "unauthenticated", "Authorization");
        Http wrongKey = new Http(SharedCluster.cluster().endpoint(), "kuotu_wrong");
        refused(wrongKey.get("/v1/jobs"), 401, "unauthenticated", "Authorization");
        assertThat(wrongKey.get("/v1/jobs").raw().headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer");
    }

    @Test
    void pathsAndMethods() throws Exception {
        refused(http.get("/v1/nothing"), 404, "not_found", "");
        Instant lately = Instant.now().minusSeconds(3600);
        JobId nobodys = new JobIds(InstantSource.fixed(lately), new Random(1)).next();
        refused(http.get("/v1/jobs/" + nobodys), 404, "not_found", "id");
        refused(http.get("/v1/jobs/job_01kafz3x6m3q9v1d8r5t7w2ybn"), 410, "expired", "id");
        refused(http.get("/v1/jobs/..%2f..%2fetc%2fpasswd"), 404, "not_found", "id");
        refused(
                http.send(http.request("/v1/jobs").PUT(BodyPublishers.noBody())),
                405,
                "method_not_allowed",
                "");
        refused(http.get("/v1/jobs?state=lost"), 400, "invalid_request", "state");
        refused(http.get("/v1/jobs?limit=100000"), 400, "invalid_request", "limit");
        refused(
                http.get("/v1/jobs?created_after=yesterday"),
                400,
                "invalid_request",
                "created_after");
    }
}
