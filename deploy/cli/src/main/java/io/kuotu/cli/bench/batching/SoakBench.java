package io.kuotu.cli.bench.batching;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Home;
import io.kuotu.cli.bench.Figure;
import io.kuotu.cli.bench.Report;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.djl.CpuFeatures;
import io.kuotu.worker.djl.DjlDevice;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.ProfileRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench soak}. */
@Command(
        name = "soak",
        description =
                "Very many small jobs through one device, some of them cancelled: does memory"
                        + " grow?")
public final class SoakBench implements Callable<Integer> {
    private static final int AT_ONCE = 24;
    private static final int CANCELLED_OF = 10;
    private static final int LOOKS = 10;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "scenes-256-turbo")
    private String model = "";

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "10000")
    private int jobs;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Optional<Path> json = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    /** What is in use after so many jobs. */
    private record Look(int jobs, double rssMb, int tensors) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        DjlDevice.configureEngine(Runtime.getRuntime().availableProcessors());
        DjlModels.Layout layout =
                new DjlModels.Layout(
                        "cpu",
                        CpuFeatures.bestPrecision(),
                        Optional.of(BatchClasses.of(List.of(1, 2, 3, 4, 5, 6, 7, 8))),
                        Optional.of(BatchClasses.of(List.of(1, 2))),
                        ProfileRules.NONE);
        Samples samples = new Samples(BundleReader.read(Home.models().resolve(model)));
        List<Look> looks;
        try (StepBatching ours = new StepBatching(samples, layout, 16)) {
            looks = soak(ours, samples, out);
        }
        Report report = new Report("soak", Report.thisMachine(), figures(looks));
        report.print(out);
        if (json.isPresent()) {
            report.write(json.get());
        }
        return 0;
    }

    private List<Look> soak(StepBatching ours, Samples samples, PrintWriter out)
            throws InterruptedException, IOException {
        Traffic traffic =
                new Traffic(List.of(new CanvasSize(64, 64), new CanvasSize(96, 64)), 1, 4, 1);
        Semaphore room = new Semaphore(AT_ONCE);
        List<Look> looks = new ArrayList<>();
        int each = Math.max(1, jobs / LOOKS);
        int done = 0;
        for (Arrival arrival : traffic.offline(jobs)) {
            room.acquire();
            submit(ours, samples, arrival, room);
            if (++done % each == 0) {
                room.acquire(AT_ONCE); // all are done
                room.release(AT_ONCE);
                Look look = look(ours, done);
                looks.add(look);
                out.printf("%6d jobs: %.0f MB, %d tensors%n", done, look.rssMb(), look.tensors());
                out.flush();
            }
        }
        return looks;
    }

    private static void submit(
            StepBatching ours, Samples samples, Arrival arrival, Semaphore room) {
        var order = samples.order(arrival);
        CompletableFuture<float[]> result = ours.loop().expand(order);
        var _ = result.whenComplete((_, _) -> room.release());
        if (arrival.seed() % CANCELLED_OF == 0) {
            ours.loop().cancel(order.claim().job());
        }
    }

    /** After a collection: what waits for one is no leak. */
    private static Look look(StepBatching ours, int done) throws IOException {
        System.gc();
        return new Look(done, rssMb(), ours.loop().models().tensors());
    }

    private static double rssMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }

    private List<Figure> figures(List<Look> looks) {
        Look second = looks.get(Math.min(1, looks.size() - 1)); // by then all is warm
        Look last = looks.getLast();
        return List.of(
                Figure.of("memory after " + second.jobs() + " jobs", second.rssMb(), "MB"),
                Figure.of("memory after " + last.jobs() + " jobs", last.rssMb(), "MB"),
                Figure.atMost(
                        "memory, last by second look", last.rssMb() / second.rssMb(), "x", 1.05),
                Figure.of("tensors at the first look", looks.getFirst().tensors(), ""),
                Figure.atMost(
                        "tensors, more at the last look",
                        last.tensors() - looks.getFirst().tensors(),
                        "",
                        0));
    }
}
