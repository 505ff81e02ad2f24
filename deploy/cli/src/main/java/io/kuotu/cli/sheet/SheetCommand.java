package io.kuotu.cli.sheet;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.Cluster;
import io.kuotu.cli.ServerOptions;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

/** {@code kuotu sheet}: photographs with a part hidden and made again, beside what was there. */
@Command(
        name = "sheet",
        description = "Hides parts of photographs, makes them again, and shows both.",
        sortOptions = false)
public final class SheetCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO|FOLDER",
            description = "Photographs; of a folder, those that lie in it.")
    private List<Path> paths = List.of();

    @Option(names = "--count", paramLabel = "N", description = "At most so many photographs.")
    private int count = 24;

    @Option(
            names = "--side",
            paramLabel = "PX",
            description = "Photographs are scaled down to this short side (default: 512).")
    private int side = 512;

    @Option(
            names = "--hide",
            paramLabel = "PART",
            description = "RIGHT, AROUND or SIDES; all three unless given.")
    private Optional<HiddenPart> only = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of all pictures (default: 1).")
    private long seed = 1;

    @Option(names = "--creativity", paramLabel = "0..1", description = "As of kuotu expand.")
    private Optional<Double> creativity = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "NAME.png and NAME.html are written (default: sheet).")
    private Path output = Path.of("sheet");

    @Mixin private ServerOptions server = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Path> files = files();
        List<HiddenPart> parts = only.map(List::of).orElse(List.of(HiddenPart.values()));
        List<SheetRow> rows = new ArrayList<>();
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        try (Cluster cluster = server.find();
                ProgressBar bar = new ProgressBar("sheet", (long) files.size() * parts.size())) {
            for (Path file : files) {
                BufferedImage photo = photo(file);
                for (HiddenPart part : parts) {
                    rows.add(row(cluster.client(), file, photo, part));
                    bar.step();
                }
            }
        }
        SheetPages.writePng(rows, named(".png"));
        SheetPages.writeHtml(rows, model.orElse("default"), named(".html"));
        out.println(named(".png") + "  " + named(".html"));
        out.println(SheetPages.summary(rows));
        out.flush();
        return 0;
    }

    private Path named(String extension) {
        return output.resolveSibling(output.getFileName() + extension);
    }

    private List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new ParameterException(
                        requireNonNull(spec).commandLine(), "there is no " + path);
            }
            try (Stream<Path> inside =
                    Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
                inside.filter(f -> f.toString().matches("(?i).*\\.(jpe?g|png|webp)"))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all.subList(0, Math.min(count, all.size()));
    }

    private BufferedImage photo(Path file) throws IOException {
        BufferedImage whole = ImageIO.read(file.toFile());
        if (whole == null) {
            throw new IOException(file + " is no picture that can be read");
        }
        double scale = Math.min(1, (double) side / Math.min(whole.getWidth(), whole.getHeight()));
        int width = (int) Math.round(whole.getWidth() * scale);
        int height = (int) Math.round(whole.getHeight() * scale);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.drawImage(
                whole.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING),
                0,
                0,
                null);
        pen.dispose();
        return small;
    }

    private SheetRow row(KuotuClient client, Path file, BufferedImage photo, HiddenPart part)
            throws IOException, InterruptedException {
        Rectangle known = part.known(photo.getWidth(), photo.getHeight());
        Path source = Files.createTempFile("kuotu-sheet-", ".png");
        try {
            ImageIO.write(Baselines.cut(photo, known), "png", source.toFile());
            JobStatus queued = client.expand(source, request(client, photo, known));
            JobStatus ended = client.follow(queued.id(), _ -> {});
            if (!ended.hasSucceeded()) {
                throw new IOException(
                        file + ": the job " + ended.state() + ended.error().orElse(""));
            }
            BufferedImage result =
                    ImageIO.read(new ByteArrayInputStream(client.output(ended.id(), 0)));
            return SheetRow.of(file.getFileName().toString(), part, known, photo, result);
        } finally {
            Files.deleteIfExists(source);
        }
    }

    private ObjectNode request(KuotuClient client, BufferedImage photo, Rectangle known) {
        ObjectNode request = client.newRequest().put("seed", seed).put("format", "png");
        request.putObject("margins")
                .put("left", known.x)
                .put("top", known.y)
                .put("right", photo.getWidth() - known.x - known.width)
                .put("bottom", photo.getHeight() - known.y - known.height);
        creativity.ifPresent(value -> request.put("creativity", value));
        model.ifPresent(value -> request.put("model", value));
        return request;
    }
}
