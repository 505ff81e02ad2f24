package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.SampleJobs;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The golden files are what other versions of Kuotu wrote: they are added to, and never changed.
 */
class JsonCodecTest {
    private static final Job JOB = new SampleJobs(7).expansion();
    private static final JobOutput OUTPUT =
            new JobOutput("jobs/x/output-0.png", OutputFormat.PNG, 96, 48, 1234, "ab", 7);

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = JsonCodecTest.class.getResourceAsStream("/golden/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void jobRecord_readsWhatTheFirstVersionWrote() throws IOException {
        assertThat(JobRecord.decode(golden("job-1.json"))).isEqualTo(JOB);
    }

    @Test
    void jobRecord_writesWhatTheFirstVersionReads() throws IOException {
        var mapper = JsonCodec.mapper();
        assertThat(mapper.readTree(JobRecord.encode(JOB)))
                .isEqualTo(mapper.readTree(golden("job-1.json")));
    }

    @Test
    void jobRecord_refusesANewerSchema() {
        byte[] newer =
                new String(JobRecord.encode(JOB), UTF_8)
                        .replace("\"schema\":1", "\"schema\":2")
                        .getBytes(UTF_8);
        assertThatThrownBy(() -> JobRecord.decode(newer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema 2");
    }

    @Test
    void jobRecord_ignoresFieldsThatItDoesNotKnow() {
        byte[] richer =
                new String(JobRecord.encode(JOB), UTF_8)
                        .replace("\"schema\":1", "\"schema\":1,\"later\":true")
                        .getBytes(UTF_8);
        assertThat(JobRecord.decode(richer)).isEqualTo(JOB);
    }

    @Test
    void everyKindOfEventComesBack() {
        Problem problem = Problem.at("image", ErrorCode.PICTURE_DAMAGED, "it ends early");
        List<JobEvent> events =
                List.of(
                        new JobEvent.Started(JOB.id(), SampleJobs.NOW, "w", 2, "b@1"),
                        new JobEvent.Progressed(JOB.id(), SampleJobs.NOW, Stage.UPSCALE, 1, 3),
                        new JobEvent.Previewed(
                                JOB.id(),
                                SampleJobs.NOW,
                                4,
                                8,
                                "jobs/x/p.jpg",
                                "image/jpeg",
                                256,
                                136),
                        new JobEvent.Requeued(JOB.id(), SampleJobs.NOW, problem),
                        new JobEvent.Succeeded(JOB.id(), SampleJobs.NOW, List.of(OUTPUT)),
                        new JobEvent.Failed(JOB.id(), SampleJobs.NOW, problem),
                        new JobEvent.Cancelled(JOB.id(), SampleJobs.NOW),
                        new JobEvent.Claimed(
                                JOB, Optional.of(new JobEvent.Key("ab", "cd")), Optional.of("ef")),
                        new JobEvent.Claimed(JOB, Optional.empty(), Optional.empty()),
                        new JobEvent.Left(JOB.id(), SampleJobs.NOW, Optional.of(problem)),
                        new JobEvent.Left(JOB.id(), SampleJobs.NOW, Optional.empty()));
        for (JobEvent event : events) {
            assertThat(JsonCodec.decode(JsonCodec.encode(event), JobEvent.class)).isEqualTo(event);
        }
    }

    @Test
    void everyKindOfJobComesBack() {
        Job upscale =
                new SampleJobs(8)
                        .job(
                                new JobSpec.Upscale(
                                        4,
                                        100,
                                        80,
                                        Optional.of("sharp-x2"),
                                        new Rendition(OutputFormat.WEBP, 80)));
        assertThat(JobRecord.decode(JobRecord.encode(upscale))).isEqualTo(upscale);
        Job enhancement = new SampleJobs(8).job(SampleJobs.enhancement());
        assertThat(JobRecord.decode(JobRecord.encode(enhancement))).isEqualTo(enhancement);
    }

    @Test
    void whatIsDoneInTheEndComesBack_andIsWrittenOnlyWhereItIsAskedFor() {
        assertThat(new String(JobRecord.encode(JOB), UTF_8)).doesNotContain("post");
        JobSpec.Expansion plain = (JobSpec.Expansion) JOB.spec();
        Job asking =
                new SampleJobs(8)
                        .job(
                                new JobSpec.Expansion(
                                        plain.canvas(),
                                        plain.model(),
                                        plain.seed(),
                                        plain.steps(),
                                        plain.creativity(),
                                        plain.prompt(),
                                        plain.negativePrompt(),
                                        plain.guidance(),
                                        plain.variants(),
                                        plain.upscale(),
                                        plain.rendition(),
                                        plain.preview(),
                                        Optional.empty(),
                                        Optional.of(SampleJobs.retouch())));
        assertThat(JobRecord.decode(JobRecord.encode(asking))).isEqualTo(asking);
    }

    @Test
    void aWebhookComesBack_andIsWrittenOnlyWhereThereIsOne() {
        assertThat(new String(JobRecord.encode(JOB), UTF_8)).doesNotContain("webhook");
        Job told =
                new Job(
                        JOB.id(),
                        JOB.tenant(),
                        JOB.tier(),
                        JOB.pool(),
                        JOB.spec(),
                        JOB.source(),
                        JOB.createdAt(),
                        JOB.deadline(),
                        JOB.metadata(),
                        JOB.traceparent(),
                        Optional.of(new Webhook("https://example.com/x", Webhook.DEFAULT)));
        assertThat(JobRecord.decode(JobRecord.encode(told))).isEqualTo(told);
    }

    @Test
    void aWishForPreviewsComesBack_andIsWrittenOnlyWhereThereIsOne() {
        JobSpec.Expansion silent = (JobSpec.Expansion) JOB.spec();
        assertThat(silent.preview()).isFalse();
        assertThat(new String(JobRecord.encode(JOB), UTF_8)).doesNotContain("preview");
        Job asking =
                new SampleJobs(8)
                        .job(
                                new JobSpec.Expansion(
                                        silent.canvas(),
                                        silent.model(),
                                        silent.seed(),
                                        silent.steps(),
                                        silent.creativity(),
                                        silent.prompt(),
                                        silent.negativePrompt(),
                                        silent.guidance(),
                                        silent.variants(),
                                        silent.upscale(),
                                        silent.rendition(),
                                        true));
        assertThat(JobRecord.decode(JobRecord.encode(asking))).isEqualTo(asking);
    }

    @Test
    void decode_refusesAPreviewOfTheLastStep() {
        byte[] json =
                JsonCodec.encode(
                        new JobEvent.Previewed(
                                JOB.id(),
                                SampleJobs.NOW,
                                3,
                                4,
                                "jobs/x/p.jpg",
                                "image/jpeg",
                                9,
                                9));
        byte[] last = new String(json, UTF_8).replace("\"step\":3", "\"step\":4").getBytes(UTF_8);
        assertThatThrownBy(() -> JsonCodec.decode(last, JobEvent.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 of 4");
    }

    @Test
    void manifestsComeBack() {
        JobManifest.Making making =
                new JobManifest.Making(
                        "w",
                        1,
                        "scenes-256",
                        "1",
                        12,
                        "ddim",
                        0.8,
                        "cd",
                        true,
                        DigitalSourceType.COMPOSITE.uri(),
                        Map.of("denoise", 5L),
                        Map.of("seam", 1.5));
        for (JobManifest manifest :
                List.of(
                        JobManifest.succeeded(JOB, SampleJobs.NOW, List.of(OUTPUT), making),
                        JobManifest.failed(
                                JOB, SampleJobs.NOW, Problem.of(ErrorCode.MODEL_FAILED, "no")),
                        JobManifest.cancelled(JOB, SampleJobs.NOW))) {
            assertThat(JsonCodec.decode(JsonCodec.encode(manifest), JobManifest.class))
                    .isEqualTo(manifest);
        }
    }

    @Test
    void decode_refusesWhatBreaksARecordsRules() {
        byte[] json =
                new String(JobRecord.encode(JOB), UTF_8)
                        .replace("\"variants\":1", "\"variants\":9")
                        .getBytes(UTF_8);
        assertThatThrownBy(() -> JobRecord.decode(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("variants");
        assertThatThrownBy(() -> JobRecord.decode("nonsense".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobRecord.decode("null".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
