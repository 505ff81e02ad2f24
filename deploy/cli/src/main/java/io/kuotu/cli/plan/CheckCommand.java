package io.kuotu.cli.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.Home;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.Tier;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.plan.outcome.Outcome;
import io.kuotu.plan.outcome.Times;
import io.kuotu.standalone.Standalone;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu plan check}. */
@Command(
        name = "check",
        description = {
            "Runs a real cluster, with simulated devices unless told otherwise, and the plan under"
                    + " the same arrivals, and prints both.",
            "What a job takes beside the devices is measured first, by jobs one after another."
        })
final class CheckCommand implements Callable<Integer> {
    private static final int ALONE = 12;
    private static final int WARM_UP = 4;

    /** The compilers of a real worker's work on pictures come to rest. */
    private static final int WARM_UP_REAL = 40;

    @Option(names = "--loads", split = ",", defaultValue = "0.5,0.7,0.85", paramLabel = "PART")
    private List<Double> loads = List.of();

    @Option(names = "--jobs", defaultValue = "200", paramLabel = "N", description = "Of each load.")
    private int jobs;

    @Option(names = "--workers", defaultValue = "2", paramLabel = "N")
    private int workers;

    @Option(names = "--devices", defaultValue = "1", paramLabel = "N", description = "Of a worker.")
    private int devices;

    @Option(
            names = "--speed",
            defaultValue = "1",
            paramLabel = "FACTOR",
            description = "Of the devices: other than 1 is hypothetical.")
    private double speed;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N")
    private long seed;

    @Option(
            names = "--real",
            description = "The models on this machine's processors, one worker of two loops.")
    private boolean real;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there.")
    private Optional<Path> json = Optional.empty();

    @Spec private @Nullable CommandSpec command; // set by picocli

    private final ArrayNode figures = JsonCodec.mapper().createArrayNode();

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("kuotu-check-");
        try (Standalone cluster = cluster(folder.resolve("data"));
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            check(client, real ? Home.sample() : picture(folder.resolve("picture.jpg")));
        } finally {
            Home.delete(folder);
        }
        if (json.isPresent()) {
            Files.writeString(json.get(), figures.toPrettyString() + "\n");
        }
        return 0;
    }

    private Standalone cluster(Path data) throws InterruptedException {
        Map<String, String> settings = new HashMap<>();
        if (!real) {
            settings.put(
                    "kuotu.worker.devices",
                    String.join(",", Collections.nCopies(devices, "simulated")));
            settings.put("kuotu.worker.simulation.speed", Double.toString(speed));
        }
        return Standalone.start(
                new Standalone.Options(data, 0, Home.models(), real ? 1 : workers, settings));
    }

    /** Nobody looks at it. */
    private static Path picture(Path file) throws IOException {
        ImageIO.write(
                new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
        return file;
    }

    private void check(KuotuClient client, Path picture) throws IOException, InterruptedException {
        BufferedImage source = ImageIO.read(picture.toFile());
        int width = source.getWidth() * 3 / 2;
        RealRun run = new RealRun(client, picture, width, source.getHeight(), seed << 32);
        Prediction prediction = prediction(source, width);
        run.alone(real ? WARM_UP_REAL : WARM_UP);
        double idle = ProcessorTime.idle();
        ProcessorTime busy = ProcessorTime.begin();
        prediction.measured(run.alone(ALONE), busy.msEach(ALONE, idle));
        double most = prediction.most(Math.max(jobs, 200));
        out().printf(
                        Locale.ROOT,
                        "beside the device: accepted in %.0f ms, %.0f ms more until the end is"
                                + " heard of, %.0f ms more of a processor (medians of %d jobs"
                                + " alone); at most %.2f jobs/s%n",
                        prediction.acceptMs(),
                        prediction.restMs(),
                        prediction.besideMs(),
                        ALONE,
                        most);
        out().printf(
                        "%5s %-12s %5s %26s %26s %20s%n",
                        "load",
                        "tier",
                        "jobs",
                        "measured p50/p95/p99, s",
                        "predicted",
                        "predicted/measured");
        for (double load : loads) {
            JobPlan plan = JobPlan.poisson(jobs, load * most, seed);
            Outcome predicted = prediction.of(plan);
            Map<Tier, long[]> measured = run.run(plan);
            print(load, predicted, measured);
        }
    }

    private Prediction prediction(BufferedImage source, int width) {
        ObjectNode fleet = JsonCodec.mapper().createObjectNode();
        fleet.put("workers", real ? 1 : workers);
        fleet.put("devices", real ? 2 : devices);
        fleet.put("workers_per_host", real ? 1 : workers);
        fleet.put("processors", Runtime.getRuntime().availableProcessors());
        fleet.put("phases_use_processors", real);
        fleet.put("devices_use_processors", real);
        ObjectNode job = JsonCodec.mapper().createObjectNode();
        job.put("source", source.getWidth() + "x" + source.getHeight());
        job.put("canvas", width + "x" + source.getHeight());
        if (!real) {
            job.put("again", 0); // simulated pictures have no seams
        }
        return new Prediction(fleet, job, real ? 1 : speed);
    }

    private void print(double load, Outcome predicted, Map<Tier, long[]> measured) {
        predicted
                .tiers()
                .forEach(
                        tier ->
                                print(
                                        load,
                                        tier.tier().label(),
                                        tier.total(),
                                        Times.of(requireNonNull(measured.get(tier.tier())))));
        out().flush();
    }

    private void print(double load, String tier, Times predicted, Times measured) {
        out().printf(
                        Locale.ROOT,
                        "%5.2f %-12s %5d %8.2f / %6.2f / %6.2f %8.2f / %6.2f / %6.2f %6.2f / %.2f /"
                                + " %.2f%n",
                        load,
                        tier,
                        measured.count(),
                        measured.p50(),
                        measured.p95(),
                        measured.p99(),
                        predicted.p50(),
                        predicted.p95(),
                        predicted.p99(),
                        predicted.p50() / measured.p50(),
                        predicted.p95() / measured.p95(),
                        predicted.p99() / measured.p99());
        ObjectNode row = figures.addObject().put("load", load).put("tier", tier);
        row.set("measured", JsonCodec.mapper().valueToTree(measured));
        row.set("predicted", JsonCodec.mapper().valueToTree(predicted));
    }

    private PrintWriter out() {
        return requireNonNull(command).commandLine().getOut();
    }
}
