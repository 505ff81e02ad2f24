package io.kuotu.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.testing.SamplePictures;
import io.kuotu.standalone.Http.Answer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prompts, from the request to the picture, on a tiny random Stable Diffusion model. */
class PromptTest {
    private static final byte[] PHOTO =
            SamplePictures.encode(SamplePictures.gradient(96, 64), "png");
    private static final String TEXT_MODEL = "sd15";

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(SharedCluster.cluster().endpoint(), SharedCluster.cluster().apiKey());
    }

    private static ObjectNode request() {
        ObjectNode request = new ObjectMapper().createObjectNode();
        request.putObject("margins").put("right", "50%");
        return request.put("model", TEXT_MODEL).put("seed", 3).put("steps", 3);
    }

    /** The job, ended. */
    private JsonNode made(ObjectNode request) throws Exception {
        Answer answer = http.expand(PHOTO, request.toString());
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(202);
        String path = "/v1/jobs/" + answer.json().path("id").asText() + "?wait=30";
        JsonNode job = http.get(path).json();
        while (!job.path("links").has("manifest")) {
            job = http.get(path).json();
        }
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
        return job;
    }

    private List<Integer> picture(ObjectNode request) throws Exception {
        try (KuotuClient client = SharedCluster.client()) {
            byte[] file = client.output(made(request).path("id").asText(), 0);
            return IntStream.of(Pixels.of(file)).boxed().toList();
        }
    }

    @Test
    void wordsDecideThePicture() throws Exception {
        List<Integer> hills = picture(request().put("prompt", "green hills"));
        assertThat(picture(request().put("prompt", "green hills"))).isEqualTo(hills);
        assertThat(picture(request().put("prompt", "a lake"))).isNotEqualTo(hills);
        assertThat(picture(request().put("prompt", "green hills").put("guidance", 1)))
                .isNotEqualTo(hills);
        assertThat(picture(request().put("prompt", "green hills").put("negative_prompt", "text")))
                .isNotEqualTo(hills);
    }

    @Test
    void theJobSaysWhatWasAskedFor() throws Exception {
        JsonNode asked =
                made(request()
                                .put("prompt", "hills 山")
                                .put("negative_prompt", "no")
                                .put("guidance", 2.5))
                        .path("request");
        assertThat(asked.path("prompt").asText()).isEqualTo("hills 山");
        assertThat(asked.path("negative_prompt").asText()).isEqualTo("no");
        assertThat(asked.path("guidance").asDouble()).isEqualTo(2.5);
    }

    @Test
    void tenKilobytesAreCutByTheModelAndMoreAreRefused() throws Exception {
        String words = "rolling hills and a lake, ";
        String beginning = words.repeat(400); // 10.4 kB, most of it beyond the 77 tokens
        assertThat(picture(request().put("prompt", beginning + "at night")))
                .isEqualTo(picture(request().put("prompt", beginning + "at noon")));
        Answer tooLong = http.expand(PHOTO, request().put("prompt", words.repeat(700)).toString());
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.field()).isEqualTo("prompt");
        assertThat(tooLong.detail()).contains("16384");
    }

    @Test
    void modelsTellWhetherTheyTakeText() throws Exception {
        for (JsonNode model : http.get("/v1/models").json().path("models")) {
            assertThat(model.path("text").asBoolean())
                    .as(model.toString())
                    .isEqualTo(model.path("name").asText().equals(TEXT_MODEL));
        }
    }
}
