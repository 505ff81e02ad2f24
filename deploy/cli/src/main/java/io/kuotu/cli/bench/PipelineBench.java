package io.kuotu.cli.bench;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Home;
import io.kuotu.common.job.Canvas;
import io.kuotu.standalone.Standalone;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench pipeline}. */
@Command(
        name = "pipeline",
        description = "Time of steps and pictures, alone and through a whole cluster of one.")
final class PipelineBench implements Callable<Integer> {
    /** 640x480 to 16:9. */
    private static final Canvas CANVAS = new Canvas(853, 480, 106, 0, 640, 480);

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "scenes-256",
            description = "Of the figures in isolation; the cluster's are of its default.")
    private String model = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Optional<Path> json = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Bundle bundle = BundleReader.read(Home.models().resolve(model));
        List<Figure> figures = new ArrayList<>(new EngineBench(bundle, CANVAS).run());
        figures.addAll(new PreviewBench(bundle, CANVAS).run());
        Path folder = Files.createTempDirectory("kuotu-bench-");
        try (Standalone cluster =
                Standalone.start(
                        new Standalone.Options(folder.resolve("data"), 0, Home.models()))) {
            ClusterBench bench = new ClusterBench(cluster);
            figures.addAll(
                    bench.overhead(photo(folder, CANVAS.sourceWidth(), CANVAS.sourceHeight())));
            figures.addAll(bench.warmPhoto(photo(folder, 1024, 768)));
        } finally {
            Home.delete(folder);
        }
        Report report = new Report("pipeline", Report.thisMachine(), figures);
        report.print(out);
        if (json.isPresent()) {
            report.write(json.get());
        }
        return 0;
    }

    static Path photo(Path folder, int width, int height) throws IOException {
        BufferedImage sample = ImageIO.read(Home.sample().toFile());
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(sample, 0, 0, width, height, null);
        pen.dispose();
        Path file = folder.resolve("photo-" + width + ".jpg");
        ImageIO.write(small, "jpeg", file.toFile());
        return file;
    }
}
