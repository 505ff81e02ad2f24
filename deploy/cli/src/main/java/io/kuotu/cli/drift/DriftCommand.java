package io.kuotu.cli.drift;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.Cluster;
import io.kuotu.cli.ServerOptions;
import io.kuotu.cli.sheet.Photos;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.common.job.DriftSeries;
import io.kuotu.common.job.DriftSeries.Comparison;
import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kuotu drift}: what bundles are biased to, over pictures. */
@Command(
        name = "drift",
        description = "Runs pictures through chains and tells what a bundle is biased to.",
        sortOptions = false)
public final class DriftCommand implements Callable<Integer> {
    private static final int AT_ONCE = 4;

    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO|FOLDER",
            description = "Photographs; of a folder, those that lie in it.")
    private List<Path> paths = List.of();

    @Option(names = "--count", paramLabel = "N", description = "At most so many (default: 48).")
    private int count = 48;

    @Option(
            names = "--side",
            paramLabel = "PX",
            description = "Photographs are scaled down to this short side (default: 256).")
    private int side = 256;

    @Option(names = "--times", paramLabel = "N", description = "Frames of each (default: 10).")
    private int times = 10;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "recreate (default), or expand, by a tenth on every side.")
    private String mode = "recreate";

    @Option(
            names = "--strength",
            paramLabel = "0..1",
            description = "Of recreate; the cluster's default unless given.")
    private Optional<Double> strength = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A bundle; repeatable. The default one unless given.")
    private List<String> models = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Of all chains (default: 1).")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "All figures of all frames.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--plot", paramLabel = "FILE", description = "A PNG of them.")
    private Optional<Path> plot = Optional.empty();

    @Mixin private ServerOptions server = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Path> files = files();
        List<Optional<String>> asked =
                models.isEmpty()
                        ? List.of(Optional.empty())
                        : models.stream().map(Optional::of).toList();
        List<Bias> biases = new ArrayList<>();
        try (Cluster cluster = server.find();
                ProgressBar bar = new ProgressBar("chains", (long) files.size() * asked.size())) {
            for (Optional<String> model : asked) {
                biases.add(
                        new Bias(
                                model.orElse("the default"),
                                measured(cluster.client(), files, model, bar)));
            }
        }
        tell(new BiasReport(biases));
        return 0;
    }

    private void tell(BiasReport report) throws IOException {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        report.print(out);
        if (json.isPresent()) {
            Files.writeString(json.get(), report.json().toPrettyString() + "\n");
        }
        if (plot.isPresent()) {
            ImageIO.write(report.plot(), "png", plot.get().toFile());
        }
    }

    private List<Path> files() throws IOException {
        CommandSpec mine = requireNonNull(spec);
        if (!mode.equals("recreate") && !mode.equals("expand")) {
            throw new ParameterException(
                    mine.commandLine(), "--mode is recreate or expand, not '" + mode + "'");
        }
        List<Path> files;
        try {
            files = Photos.find(paths, count);
        } catch (NoSuchFileException e) {
            throw new ParameterException(mine.commandLine(), "there is no " + e.getFile(), e);
        }
        if (files.isEmpty()) {
            throw new ParameterException(mine.commandLine(), "there is no photograph in " + paths);
        }
        return files;
    }

    /** A few chains at once, so that they share batches. */
    private List<DriftSeries> measured(
            KuotuClient client, List<Path> files, Optional<String> model, ProgressBar bar)
            throws IOException, InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<DriftSeries>> chains = new ArrayList<>();
            for (Path file : files) {
                chains.add(
                        pool.submit(
                                () -> {
                                    DriftSeries series = chain(client, file, model);
                                    bar.step();
                                    return series;
                                }));
            }
            List<DriftSeries> all = new ArrayList<>();
            for (Future<DriftSeries> chain : chains) {
                all.add(chain.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private DriftSeries chain(KuotuClient client, Path file, Optional<String> model)
            throws IOException, InterruptedException {
        Path source = Files.createTempFile("kuotu-drift-", ".png");
        try {
            ImageIO.write(Photos.read(file, side), "png", source.toFile());
            JobStatus queued = client.chain(source, request(client, model));
            JobStatus ended = client.follow(queued.id(), _ -> {});
            if (!ended.hasSucceeded()) {
                throw new IOException(
                        file + ": the chain " + ended.state() + ended.error().orElse(""));
            }
            return series(ended);
        } finally {
            Files.deleteIfExists(source);
        }
    }

    private ObjectNode request(KuotuClient client, Optional<String> model) {
        ObjectNode request =
                client.newRequest()
                        .put("mode", mode)
                        .put("times", times)
                        .put("seed", seed)
                        .put("format", "png");
        if (mode.equals("expand")) {
            ObjectNode margins = request.putObject("margins");
            List.of("left", "top", "right", "bottom").forEach(s -> margins.put(s, "10%"));
        }
        strength.ifPresent(value -> request.put("strength", value));
        model.ifPresent(value -> request.put("model", value));
        return request;
    }

    private DriftSeries series(JobStatus ended) {
        List<Map<String, Double>> frames = new ArrayList<>();
        for (JsonNode output : ended.json().path("outputs")) {
            if (output.has("quality")) { // else it is a plot, a strip or a film
                frames.add(
                        JsonCodec.mapper()
                                .convertValue(output.path("quality"), new TypeReference<>() {}));
            }
        }
        return DriftSeries.of(
                mode.equals("expand") ? Comparison.STATISTICS : Comparison.PIXELS, frames);
    }
}
