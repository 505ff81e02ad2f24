package io.kuotu.cli.sheet;

import static java.util.Objects.requireNonNull;

import io.kuotu.cli.Cluster;
import io.kuotu.cli.ServerOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Option(names = "--steps", paramLabel = "N", description = "As of kuotu expand.")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "The default model unless given.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NAME",
            description = "NAME.png and NAME.html are written (default: sheet).")
    private Path output = Path.of("sheet");

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "Instead of a sheet: each result as PNG and as a line of results.jsonl, for the"
                            + " judge in worker/training; what is there is not made again.")
    private Optional<Path> results = Optional.empty();

    @Mixin private ServerOptions server = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Path> files = files();
        List<HiddenPart> parts = only.map(List::of).orElse(List.of(HiddenPart.values()));
        List<SheetRow> rows = new ArrayList<>();
        try (Cluster cluster = server.find();
                ProgressBar bar = new ProgressBar("sheet", (long) files.size() * parts.size())) {
            CaseMaker maker =
                    new CaseMaker(
                            cluster.client(),
                            new CaseMaker.Choices(seed, creativity, steps, model));
            Optional<ResultsFolder> folder = folder();
            for (Path file : files) {
                BufferedImage photo = Photos.read(file, side);
                for (HiddenPart part : parts) {
                    HiddenCase one = HiddenCase.of(file, part, photo);
                    if (folder.isEmpty()) {
                        rows.add(SheetRow.of(one, maker.make(one).picture()));
                    } else if (!folder.get().has(one)) {
                        folder.get().add(one, maker.make(one));
                    }
                    bar.step();
                }
            }
        }
        if (results.isEmpty()) {
            show(rows);
        }
        return 0;
    }

    private Optional<ResultsFolder> folder() throws IOException {
        return results.isPresent()
                ? Optional.of(new ResultsFolder(results.get(), seed, server.settings()))
                : Optional.empty();
    }

    private void show(List<SheetRow> rows) throws IOException {
        SheetPages.writePng(rows, named(".png"));
        SheetPages.writeHtml(rows, model.orElse("default"), named(".html"));
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        out.println(named(".png") + "  " + named(".html"));
        out.println(SheetPages.summary(rows));
        out.flush();
    }

    private Path named(String extension) {
        return output.resolveSibling(output.getFileName() + extension);
    }

    private List<Path> files() throws IOException {
        try {
            return Photos.find(paths, count);
        } catch (NoSuchFileException e) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(), "there is no " + e.getFile(), e);
        }
    }
}
