package io.kuotu.cli.bench.batching;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Home;
import io.kuotu.cli.bench.Figure;
import io.kuotu.cli.bench.Report;
import io.kuotu.cli.bench.batching.BatchAtATime.Done;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.djl.CpuFeatures;
import io.kuotu.worker.djl.DjlDevice;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.djl.Precision;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.ProfileRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench batching}. */
@Command(
        name = "batching",
        description = {
            "The same jobs, arriving at random, served step by step (Kuotu), a request at a time"
                    + " and a batch at a time, one way after another in one run.",
            "With --python also by LitServe, and a step in PyTorch's own ways: see"
                    + " load-tests/peers/batching."
        })
public final class BatchingBench implements Callable<Integer> {
    private static final List<Integer> LOADS = List.of(50, 80, 95);
    private static final int LEAST_STEPS = 4;
    private static final int MOST_STEPS = 50;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "scenes-256")
    private String model = "";

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu")
    private String device = "";

    @Option(
            names = "--size",
            paramLabel = "WxH",
            split = ",",
            defaultValue = "128x128,192x128",
            description = "Canvases in px; multiples of what the bundle asks for.")
    private List<String> sizes = List.of();

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "150", description = "Of each run.")
    private int jobs;

    @Option(names = "--slots", paramLabel = "N", defaultValue = "8")
    private int slots;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Of one operation, for all; all processors unless set.")
    private Optional<Integer> asked = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
    private long seed;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Largest batch of all; what was measured on this device unless set.")
    private Optional<Integer> batch = Optional.empty();

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "A Python with load-tests/peers/batching/requirements.txt.")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--step-size",
            paramLabel = "WxH",
            split = ",",
            defaultValue = "480x256",
            description =
                    "Canvases of the steps beside PyTorch's, minutes each; none: none of them.")
    private List<String> stepSizes = List.of();

    @Option(
            names = "--form",
            paramLabel = "NAME",
            defaultValue = "eager",
            description = "Of LitServe's network: ${DEFAULT-VALUE}; see its README.")
    private String form = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw latency over load, PNG.")
    private Optional<Path> plot = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        int threads = asked.orElse(Runtime.getRuntime().availableProcessors());
        DjlDevice.configureEngine(threads);
        Bundle bundle = BundleReader.read(Home.models().resolve(model));
        Traffic traffic = new Traffic(canvases(sizes), LEAST_STEPS, MOST_STEPS, seed);
        List<Figure> figures = new ArrayList<>();
        if (python.isPresent() && !stepSizes.equals(List.of("none"))) {
            figures.addAll(
                    new StepTimes(bundle, device, precision(), threads)
                            .beside(python.get(), folder(), canvases(stepSizes), out));
        }
        try (StepBatching ours = new StepBatching(new Samples(bundle), layout(), slots)) {
            Contest contest = new Contest(traffic, jobs, LOADS, out);
            int most = ours.loop().models().outpainter(bundle.name()).stepClasses().largest();
            List<Contender> others = others(bundle, threads, most);
            try {
                figures.addAll(contest.run(ours, others));
            } finally {
                others.forEach(Contender::close);
            }
            figures.addAll(Slots.figures(ours, new Samples(bundle), traffic.sizes().getFirst()));
            if (plot.isPresent()) {
                LatencyPlot.write(LOADS, contest.p95s(), plot.get());
            }
        }
        Report report = new Report("batching", Report.thisMachine(), figures);
        report.print(out);
        if (json.isPresent()) {
            report.write(json.get());
        }
        return 0;
    }

    private List<Contender> others(Bundle bundle, int threads, int most) throws IOException {
        List<Contender> others = new ArrayList<>();
        others.add(
                new BatchAtATime(Contest.REQUESTS, new Samples(bundle), layout(), 1, Done.LEAVE));
        others.add(new BatchAtATime(Contest.WHOLE, new Samples(bundle), layout(), most, Done.STAY));
        others.add(
                new BatchAtATime(
                        Contest.SHRINKING, new Samples(bundle), layout(), most, Done.LEAVE));
        if (python.isPresent()) {
            others.add(
                    LitServe.start(
                            new LitServe.Setup(
                                    python.get(),
                                    folder(),
                                    bundle.folder(),
                                    form,
                                    threads,
                                    most,
                                    canvases(sizes))));
        }
        return others;
    }

    private DjlModels.Layout layout() {
        return new DjlModels.Layout(
                device,
                precision(),
                batch.map(n -> BatchClasses.of(IntStream.rangeClosed(1, n).boxed().toList())),
                Optional.empty(),
                new ProfileRules(Duration.ofSeconds(20), Optional.empty(), true));
    }

    private Precision precision() {
        return device.equals("cpu") ? CpuFeatures.bestPrecision() : Precision.FP16;
    }

    private static List<CanvasSize> canvases(List<String> sizes) {
        return sizes.stream().map(BatchingBench::canvas).toList();
    }

    private static CanvasSize canvas(String text) {
        String[] sides = text.split("x", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("--size: '" + text + "' is not WIDTHxHEIGHT");
        }
        return new CanvasSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }

    private static Path folder() {
        return Home.models().resolveSibling("..").resolve("load-tests/peers/batching").normalize();
    }
}
