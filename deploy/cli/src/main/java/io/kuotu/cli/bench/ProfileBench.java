package io.kuotu.cli.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.Home;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.simulate.Phase;
import io.kuotu.worker.simulate.PhaseTime;
import io.kuotu.worker.simulate.SimulationProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench profile}: what simulated devices wait for. */
@Command(
        name = "profile",
        description =
                "Measures what this machine's worker takes for its bundles and for the work on"
                        + " pictures; a simulated device takes as long.")
final class ProfileBench implements Callable<Integer> {
    private static final int WARM_UP = 3;

    private record Case(int width, int height, String aspect, long working) {}

    /** Of the bundles that ship: 256 px high; the second canvas is of 2134x1200 px. */
    private static final Case SMALL = new Case(320, 240, "1:1", 256 * 256);

    private static final Case LARGE = new Case(1600, 1200, "16:9", 480 * 256);

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Written as JSON: kuotu.worker.simulation.profile takes it.")
    private Path file = Path.of("profile.json");

    @Option(names = "--seconds", defaultValue = "90", description = "For the bundles of a loop.")
    private int seconds;

    @Option(
            names = "--jobs",
            defaultValue = "8",
            description = "Of each size; the quickest counts.")
    private int jobs;

    @Spec private @Nullable CommandSpec spec;

    /** Milliseconds of the quickest job and the pixels of it, by phase. */
    private record Point(Map<Phase, Double> ms, Map<Phase, Long> pixels) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Path folder = Files.createTempDirectory("kuotu-bench-");
        try (Standalone cluster =
                        Standalone.start(
                                new Standalone.Options(
                                        folder.resolve("data"), 0, Home.models(), 1, settings()));
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            Profile device =
                    cluster.workers().getFirst().devices().loops().getFirst().models().profile();
            Point small = run(client, folder, SMALL);
            Point large = run(client, folder, LARGE);
            SimulationProfile profile =
                    new SimulationProfile(
                            measured(),
                            device.device(),
                            device.bundles(),
                            Arrays.stream(Phase.values()).map(p -> line(p, small, large)).toList());
            Files.writeString(
                    file,
                    JsonCodec.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(profile)
                            + "\n");
            profile.phases().forEach(out::println);
            out.println(file.toAbsolutePath());
        } finally {
            Home.delete(folder);
        }
        return 0;
    }

    private Map<String, String> settings() {
        return Map.of(
                "kuotu.worker.profile.fresh",
                "true",
                "kuotu.worker.profile.budget",
                "PT" + seconds + "S");
    }

    private String measured() {
        return "./kuotu bench profile --seconds "
                + seconds
                + " --jobs "
                + jobs
                + ", "
                + LocalDate.now(Clock.systemUTC())
                + ", "
                + Report.thisMachine()
                + "; work on pictures: the quickest job of its size, alone in the cluster, PNG";
    }

    private Point run(KuotuClient client, Path folder, Case one)
            throws IOException, InterruptedException {
        Path photo = PipelineBench.photo(folder, one.width(), one.height());
        Map<Phase, Double> quickest = new EnumMap<>(Phase.class);
        Map<Phase, Long> pixels = new EnumMap<>(Phase.class);
        for (int i = 0; i < WARM_UP + jobs; i++) {
            ObjectNode request =
                    client.newRequest().put("aspect_ratio", one.aspect()).put("seed", i);
            JobStatus queued = client.expand(photo, request);
            JobStatus ended = client.follow(queued.id(), _ -> {});
            if (!ended.hasSucceeded()) {
                throw new IOException("a job " + ended.state());
            }
            JsonNode manifest = client.manifest(queued.id());
            if (i >= WARM_UP && manifest.at("/making/quality/tries").asInt(1) == 1) {
                note(manifest, one, quickest, pixels);
            }
        }
        return new Point(quickest, pixels);
    }

    private static void note(
            JsonNode manifest, Case one, Map<Phase, Double> quickest, Map<Phase, Long> pixels) {
        JsonNode output = manifest.at("/outputs/0");
        long canvas = output.path("width").asLong() * output.path("height").asLong();
        for (Phase phase : Phase.values()) {
            double ms = manifest.at("/making/millis").path(phase.label()).asDouble();
            quickest.merge(phase, ms, Math::min);
            pixels.put(
                    phase,
                    switch (phase) {
                        case PREPARE -> (long) one.width() * one.height();
                        case DRAFT -> one.working();
                        case TEXTURE, FINISH, QUALITY, ENCODE -> canvas;
                    });
        }
    }

    private static PhaseTime line(Phase phase, Point small, Point large) {
        double ms = known(small.ms(), phase);
        double more = Math.max(0, known(large.ms(), phase) - ms);
        long pixels = known(small.pixels(), phase);
        double slope = more / (known(large.pixels(), phase) - pixels);
        return new PhaseTime(phase, Math.max(0, ms - slope * pixels), slope * 1e6);
    }

    private static <T> T known(Map<Phase, T> values, Phase phase) {
        return requireNonNull(values.get(phase), "no job of one try was seen; take more --jobs");
    }
}
