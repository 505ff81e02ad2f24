package io.kuotu.common.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.Cost;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Stage;
import io.kuotu.common.job.Tier;
import io.kuotu.common.job.Webhook;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.wire.Switch.TierSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every record that lies on Kafka or in the store, as some version wrote it: {@code
 * golden/NAME-N.json}, never edited later. A variant without a file fails; {@code
 * -Dkuotu.golden.write=true} writes those that are missing, and those alone.
 */
class GoldenRecordsTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final ObjectMapper MAPPER = JsonCodec.mapper();
    private static final Job JOB = new SampleJobs(7).expansion();
    private static final Problem PROBLEM =
            Problem.at("image", ErrorCode.PICTURE_DAMAGED, "it ends early");
    private static final JobOutput OUTPUT =
            new JobOutput("jobs/x/output-0.png", OutputFormat.PNG, 96, 48, 1234, "ab", 7)
                    .withQuality(Map.of("seam_ratio", 1.25));

    /** What a file holds, and as what it is read. */
    private record Golden(Class<?> type, Object value) {}

    private static Map<String, Golden> all() {
        Map<String, Golden> all = new LinkedHashMap<>();
        jobs(all);
        events(all);
        manifests(all);
        all.put("command-cancel-1", new Golden(JobCommand.class, new JobCommand.Cancel(JOB.id())));
        all.put(
                "command-drain-1",
                new Golden(WorkerCommand.class, new WorkerCommand.Drain("worker-7")));
        all.put(
                "switch-tier-1",
                new Golden(
                        Switch.class,
                        new TierSwitch(
                                "default", Tier.BULK, true, false, SampleJobs.NOW, "operator")));
        all.put("worker-status-1", new Golden(WorkerStatus.class, status()));
        all.put("drift-1", new Golden(DriftSeries.class, drift()));
        return all;
    }

    private static void jobs(Map<String, Golden> all) {
        all.put("job-1", job(JOB));
        JobSpec.Upscale upscale =
                new JobSpec.Upscale(
                        4, 100, 80, Optional.of("sharp-x2"), new Rendition(OutputFormat.WEBP, 80));
        all.put("job-upscale-1", job(new SampleJobs(8).job(upscale)));
        all.put("job-consistent-1", job(new SampleJobs(11).consistent(0.75)));
        all.put("job-chain-recreate-1", chain(new ChainWay.Recreate(0.25)));
        FrameMargins.Side tenth = new FrameMargins.Side(0, 10.5);
        FrameMargins margins =
                new FrameMargins(
                        tenth, FrameMargins.Side.NONE, new FrameMargins.Side(40, 0), tenth);
        all.put("job-chain-expand-1", chain(new ChainWay.Expand(margins)));
        all.put("job-enhancement-1", job(new SampleJobs(8).job(SampleJobs.enhancement())));
        all.put(
                "job-full-1",
                job(
                        new Job(
                                JOB.id(),
                                JOB.tenant(),
                                Tier.BULK,
                                "gpus",
                                JOB.spec(),
                                JOB.source(),
                                JOB.createdAt(),
                                JOB.deadline(),
                                JOB.metadata(),
                                Optional.of(
                                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                                Optional.of(new Webhook("https://example.com/x", Webhook.DEFAULT)),
                                Optional.of(Tier.INTERACTIVE),
                                Optional.of(new SampleJobs(9).expansion().id()))));
    }

    private static Golden chain(ChainWay way) {
        return job(
                new SampleJobs(10)
                        .job(
                                new JobSpec.Chain(
                                        way,
                                        101,
                                        300,
                                        200,
                                        Optional.of("scenes-256"),
                                        7,
                                        OptionalInt.of(4),
                                        Rendition.PNG,
                                        true)));
    }

    private static Golden job(Job job) {
        return new Golden(JobRecord.class, new JobRecord(JobRecord.SCHEMA, job));
    }

    private static void events(Map<String, Golden> all) {
        List<JobEvent> events =
                List.of(
                        new JobEvent.Started(JOB.id(), SampleJobs.NOW, "w", 2, "b@1"),
                        new JobEvent.Progressed(JOB.id(), SampleJobs.NOW, Stage.UPSCALE, 1, 3),
                        new JobEvent.Previewed(
                                JOB.id(), SampleJobs.NOW, 4, 8, "p.jpg", "image/jpeg", 256, 136),
                        new JobEvent.Framed(JOB.id(), SampleJobs.NOW, 2, 101, OUTPUT),
                        new JobEvent.Requeued(JOB.id(), SampleJobs.NOW, PROBLEM),
                        new JobEvent.Succeeded(JOB.id(), SampleJobs.NOW, List.of(OUTPUT)),
                        new JobEvent.Failed(JOB.id(), SampleJobs.NOW, PROBLEM),
                        new JobEvent.Cancelled(JOB.id(), SampleJobs.NOW),
                        new JobEvent.Claimed(
                                JOB, Optional.of(new JobEvent.Key("ab", "cd")), Optional.of("ef")),
                        new JobEvent.Left(JOB.id(), SampleJobs.NOW, Optional.of(PROBLEM)));
        all.put(
                "event-failed-chain-1",
                new Golden(
                        JobEvent.class,
                        new JobEvent.Failed(JOB.id(), SampleJobs.NOW, PROBLEM, List.of(OUTPUT))));
        all.put(
                "event-cancelled-chain-1",
                new Golden(
                        JobEvent.class,
                        new JobEvent.Cancelled(JOB.id(), SampleJobs.NOW, List.of(OUTPUT))));
        for (JobEvent event : events) {
            String name =
                    "event-" + event.getClass().getSimpleName().toLowerCase(Locale.ROOT) + "-1";
            all.put(name, new Golden(JobEvent.class, event));
        }
    }

    private static void manifests(Map<String, Golden> all) {
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
                        Map.of("seam_ratio", 1.5));
        all.put(
                "manifest-succeeded-1",
                new Golden(
                        JobManifest.class,
                        JobManifest.succeeded(JOB, SampleJobs.NOW, List.of(OUTPUT), making)));
        all.put(
                "manifest-failed-1",
                new Golden(JobManifest.class, JobManifest.failed(JOB, SampleJobs.NOW, PROBLEM)));
        all.put(
                "manifest-cancelled-1",
                new Golden(JobManifest.class, JobManifest.cancelled(JOB, SampleJobs.NOW)));
    }

    private static DriftSeries drift() {
        DriftFigures first =
                new DriftFigures(6.5, -2.25, 0.5, 4.5, 1.5, Optional.of(0.875), 0.75, 0.25);
        DriftFigures before =
                new DriftFigures(0.5, 0.25, 0, 0.5, -0.25, Optional.empty(), 1, 0.125);
        return new DriftSeries(
                DriftSeries.Comparison.PIXELS,
                List.of(
                        new DriftSeries.Frame(1, first, first),
                        new DriftSeries.Frame(2, first, before)));
    }

    private static WorkerStatus status() {
        return new WorkerStatus(
                "worker-7",
                "default",
                SampleJobs.NOW,
                WorkerStatus.State.SERVING,
                "cpu",
                8,
                3,
                List.of(
                        new BundleInfo(
                                "sharp-x2",
                                "1",
                                BundleInfo.Task.UPSCALE,
                                "MIT",
                                0,
                                0,
                                2,
                                false,
                                Optional.empty(),
                                Optional.of(new Cost.Tiling(2, 16)))),
                Optional.of(new WorkerStatus.Speed(2.5e6, 4)),
                Optional.of("0.1.0"));
    }

    private static byte[] read(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        assertThat(file).as("-Dkuotu.golden.write=true writes it").exists();
        return Files.readAllBytes(file);
    }

    @Test
    void everyRecordIsReadAsItWasMeant_andStillWrittenSo() throws IOException {
        for (Map.Entry<String, Golden> each : all().entrySet()) {
            write(each.getKey(), each.getValue().value());
            byte[] golden = read(each.getKey());
            assertThat((Object) JsonCodec.decode(golden, each.getValue().type()))
                    .as(each.getKey())
                    .isEqualTo(each.getValue().value());
            JsonNode now = MAPPER.readTree(JsonCodec.encode(each.getValue().value()));
            assertThat(missing("", MAPPER.readTree(golden), now)).as(each.getKey()).isEmpty();
        }
    }

    private static void write(String name, Object value) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        if (Boolean.getBoolean("kuotu.golden.write") && !Files.exists(file)) {
            Files.writeString(
                    file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
        }
    }

    /** What an older reader would look for and not find; more may be there. */
    private static String missing(String path, JsonNode before, JsonNode now) {
        if (!before.isObject()) {
            return before.equals(now) || before.asText().equals(now.asText())
                    ? ""
                    : path + " was " + before + " and is " + now + "; ";
        }
        return before.properties().stream()
                .map(e -> missing(path + "/" + e.getKey(), e.getValue(), now.path(e.getKey())))
                .collect(Collectors.joining());
    }

    @Test
    void everyVariantHasAFile() {
        Set<Class<?>> covered =
                all().values().stream().map(g -> g.value().getClass()).collect(Collectors.toSet());
        all().values().stream()
                .map(Golden::value)
                .filter(v -> v instanceof JobRecord)
                .forEach(v -> covered.add(((JobRecord) v).job().spec().getClass()));
        for (Class<?> sealed :
                List.of(
                        JobEvent.class,
                        JobCommand.class,
                        WorkerCommand.class,
                        Switch.class,
                        JobSpec.class)) {
            List<Class<?>> variants =
                    Arrays.stream(sealed.getPermittedSubclasses())
                            .filter(variant -> !variant.equals(JobEvent.Key.class))
                            .toList();
            assertThat(covered).as("variants of %s", sealed).containsAll(variants);
        }
    }

    @Test
    void fieldsOfANewerVersionAreLetPass() throws IOException {
        for (Map.Entry<String, Golden> each : all().entrySet()) {
            String richer =
                    new String(read(each.getKey()), UTF_8)
                            .replaceFirst("\\{", "{\"later\":{\"than\":[\"this\"]},");
            assertThat((Object) JsonCodec.decode(richer.getBytes(UTF_8), each.getValue().type()))
                    .as(each.getKey())
                    .isEqualTo(each.getValue().value());
        }
    }

    @Test
    void aVariantOfANewerVersionIsRefused_notMistaken() {
        byte[] later = "{\"type\":\"later\",\"id\":\"x\",\"worker\":\"w\"}".getBytes(UTF_8);
        for (Class<?> type :
                List.of(JobEvent.class, JobCommand.class, WorkerCommand.class, Switch.class)) {
            assertThatThrownBy(() -> JsonCodec.decode(later, type))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Commands.decode(later, _ -> {}, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        // what a version before workers had commands does with one
        byte[] drain = JsonCodec.encode((WorkerCommand) new WorkerCommand.Drain("w"));
        assertThatThrownBy(() -> JsonCodec.decode(drain, JobCommand.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSwitchboardLeavesOutWhatItCannotRead_andCountsIt() {
        Switchboard switches = new Switchboard();
        long before = Unreadable.counts().getOrDefault("golden", 0L);
        switches.read("golden", 0, "later/x", "{\"type\":\"later\"}".getBytes(UTF_8));
        TierSwitch pause =
                new TierSwitch("default", Tier.BULK, true, true, SampleJobs.NOW, "operator");
        switches.read("golden", 1, pause.key(), JsonCodec.encode((Switch) pause));
        assertThat(Unreadable.counts().get("golden")).isEqualTo(before + 1);
        assertThat(switches.isPaused("default", Tier.BULK)).isTrue();
        assertThat(switches.isRefused("default", Tier.BULK)).isTrue();
        assertThat(switches.isPaused("default", Tier.STANDARD)).isFalse();
        assertThat(switches.isPaused("other", Tier.BULK)).isFalse();
        switches.read("golden", 2, pause.key(), null);
        assertThat(switches.isPaused("default", Tier.BULK)).isFalse();
    }

    /** Else a job that failed for a new reason would never end on an old gateway. */
    @Test
    void reasonsAndStatesOfANewerVersionAreReadAsSafeOnes() throws IOException {
        byte[] failed =
                new String(read("event-failed-1"), UTF_8)
                        .replace("picture_damaged", "later_reason")
                        .getBytes(UTF_8);
        JobEvent.Failed event = (JobEvent.Failed) JsonCodec.decode(failed, JobEvent.class);
        assertThat(event.problem().code()).isEqualTo(ErrorCode.INTERNAL);
        byte[] resting =
                new String(read("worker-status-1"), UTF_8)
                        .replace("serving", "resting")
                        .getBytes(UTF_8);
        assertThat(JsonCodec.decode(resting, WorkerStatus.class).state())
                .isEqualTo(WorkerStatus.State.DRAINING);
    }
}
