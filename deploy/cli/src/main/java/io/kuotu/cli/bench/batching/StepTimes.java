package io.kuotu.cli.bench.batching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.cli.bench.Figure;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.djl.Precision;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.profile.ProfileRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A step here, before and after PyTorch's own ways to make the same step of the same weights. */
final class StepTimes {
    private static final List<Integer> BATCHES = List.of(1, 4, 8);
    private static final int STEPS = 12;

    private final Bundle bundle;
    private final String device;
    private final Precision precision;
    private final int threads;

    StepTimes(Bundle bundle, String device, Precision precision, int threads) {
        this.bundle = bundle;
        this.device = device;
        this.precision = precision;
        this.threads = threads;
    }

    /**
     * @param folder of {@code steps.py}
     */
    List<Figure> beside(Path python, Path folder, List<CanvasSize> sizes, PrintWriter out)
            throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (CanvasSize size : sizes) {
            Map<Integer, List<Double>> ours = new TreeMap<>();
            merge(ours, ours(size));
            Map<Integer, Map<String, Double>> theirs = theirs(python, folder, size);
            merge(ours, ours(size));
            for (int batch : BATCHES) {
                figures.addAll(figures(size, batch, ours, theirs));
            }
        }
        figures.forEach(f -> out.printf("%-70s %10.3f %s%n", f.name(), f.value(), f.unit()));
        out.flush();
        return figures;
    }

    private static void merge(Map<Integer, List<Double>> into, Map<Integer, List<Double>> more) {
        more.forEach((batch, ms) -> into.computeIfAbsent(batch, _ -> new ArrayList<>()).addAll(ms));
    }

    private static List<Figure> figures(
            CanvasSize size,
            int batch,
            Map<Integer, List<Double>> ours,
            Map<Integer, Map<String, Double>> theirs) {
        String what = "step of %dx%d at batch %d".formatted(size.width(), size.height(), batch);
        List<Figure> figures = new ArrayList<>();
        double mine = median(ours.getOrDefault(batch, List.of()));
        figures.add(Figure.of(what + ": Kuotu", mine, "ms"));
        Map<String, Double> others = theirs.getOrDefault(batch, Map.of());
        others.forEach((name, ms) -> figures.add(Figure.of(what + ": " + name, ms, "ms")));
        double best = others.values().stream().mapToDouble(d -> d).min().orElse(Double.NaN);
        figures.add(Figure.atMost(what + ": Kuotu by the best of them", mine / best, "x", 1));
        return figures;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** By batch, ms; on a thread of its own, as a device's models want it. */
    private Map<Integer, List<Double>> ours(CanvasSize size) {
        return CompletableFuture.supplyAsync(() -> measured(size), Thread.ofPlatform()::start)
                .join();
    }

    private Map<Integer, List<Double>> measured(CanvasSize size) {
        BatchClasses all =
                BatchClasses.of(IntStream.rangeClosed(1, 8).boxed().collect(Collectors.toList()));
        DjlModels.Layout layout =
                new DjlModels.Layout(
                        device, precision, Optional.of(all), Optional.of(all), ProfileRules.NONE);
        Map<Integer, List<Double>> times = new TreeMap<>();
        try (DjlModels models = DjlModels.load(List.of(bundle), layout)) {
            OutpaintModel model = models.outpainter(bundle.name());
            for (int batch : BATCHES) {
                times.put(batch, measured(model, size, batch));
            }
        }
        return times;
    }

    private List<Double> measured(OutpaintModel model, CanvasSize size, int batch) {
        Samples samples = new Samples(bundle);
        StepPath path = samples.path(STEPS + 3);
        Beginning beginning = new Beginning(samples.grey(size), path, 1, Optional.empty());
        List<Latents> latents =
                IntStream.range(0, batch)
                        .mapToObj(_ -> model.begin(List.of(beginning)).getFirst())
                        .toList();
        List<Double> times = new ArrayList<>();
        for (int step = 0; step < path.steps(); step++) {
            int now = step;
            long start = System.nanoTime();
            model.step(latents.stream().map(l -> new StepOrder(l, path.rules().get(now))).toList());
            times.add((System.nanoTime() - start) / 1e6);
        }
        latents.forEach(Latents::close);
        return times.subList(3, times.size()); // the first are slower
    }

    /** By batch and runner, ms. */
    private Map<Integer, Map<String, Double>> theirs(Path python, Path folder, CanvasSize size)
            throws IOException, InterruptedException {
        Path json = Files.createTempFile("kuotu-steps-", ".json");
        try {
            Process process =
                    new ProcessBuilder(
                                    python.toString(),
                                    folder.resolve("steps.py").toString(),
                                    "--bundle",
                                    bundle.folder().toString(),
                                    "--canvas",
                                    size.width() + "x" + size.height(),
                                    "--threads",
                                    Integer.toString(threads),
                                    "--runners",
                                    "eager bf16",
                                    "torch.compile bf16",
                                    "torch.compile bf16 frozen",
                                    "diffusers loop, eager bf16",
                                    "--json",
                                    json.toString())
                            .inheritIO()
                            .start();
            if (process.waitFor() != 0) {
                throw new IOException("steps.py ended with " + process.exitValue());
            }
            return read(json);
        } finally {
            Files.delete(json);
        }
    }

    private static Map<Integer, Map<String, Double>> read(Path json) throws IOException {
        Map<Integer, Map<String, Double>> times = new TreeMap<>();
        for (JsonNode row : new ObjectMapper().readTree(json.toFile()).path("rows")) {
            times.computeIfAbsent(row.path("batch").asInt(), _ -> new TreeMap<>())
                    .put(row.path("runner").asText(), row.path("step_ms").asDouble());
        }
        return times;
    }
}
