package io.kuotu.cli.bench;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kuotu.cli.Home;
import io.kuotu.common.client.JobStatus;
import io.kuotu.common.client.KuotuClient;
import io.kuotu.standalone.Standalone;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kuotu bench chains}. */
@Command(
        name = "chains",
        description =
                "Chains of recreated frames through a cluster of one worker: together against one"
                        + " after another, and what drift figures and previews cost.")
final class ChainsBench implements Callable<Integer> {
    private static final int WARM_UP = 6; // frames
    private static final int PREVIEWED = 40; // frames at most
    private static final double GOAL = 2;

    @Option(names = "--chains", paramLabel = "N", description = "Chains (default: 20).")
    private int chains = 20;

    @Option(names = "--frames", paramLabel = "N", description = "Of each chain (default: 101).")
    private int frames = 101;

    @Option(
            names = "--strength",
            paramLabel = "0..1",
            description = "Noise that each frame starts from (default: 0.3).")
    private double strength = 0.3;

    @Option(names = "--width", paramLabel = "PX", description = "Of the photo (default: 384).")
    private int width = 384;

    @Option(names = "--height", paramLabel = "PX", description = "Of the photo (default: 256).")
    private int height = 256;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The worker's default if left out.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private Optional<Path> json = Optional.empty();

    @Spec private @Nullable CommandSpec spec;

    /** Of all chains: how long they took, and what they ended as. */
    private record Run(double seconds, List<JobStatus> ended) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        Path folder = Files.createTempDirectory("kuotu-bench-");
        Map<String, String> room = Map.of("kuotu.worker.lanes-per-tier", Integer.toString(chains));
        Standalone.Options options =
                new Standalone.Options(folder.resolve("data"), 0, Home.models(), 1, room);
        List<Figure> figures;
        try (Standalone cluster = Standalone.start(options);
                KuotuClient client = new KuotuClient(cluster.endpoint(), cluster.apiKey())) {
            Path photo = PipelineBench.photo(folder, width, height);
            ended(client, submit(client, photo, 0, WARM_UP, false), WARM_UP);
            Run alone = oneAfterAnother(client, photo);
            Run together = together(client, photo);
            figures = figures(alone, together, differing(client, alone, together));
            figures.add(ChainCosts.drift(client, alone.ended(), alone.seconds()));
            figures.add(ChainCosts.previews(preview -> seconds(client, photo, preview)));
        } finally {
            Home.delete(folder);
        }
        Report report = new Report("chains", Report.thisMachine(), figures);
        report.print(out);
        if (json.isPresent()) {
            report.write(json.get());
        }
        return 0;
    }

    private Run oneAfterAnother(KuotuClient client, Path photo)
            throws IOException, InterruptedException {
        List<JobStatus> all = new ArrayList<>();
        long begun = System.nanoTime();
        for (int chain = 0; chain < chains; chain++) {
            all.add(ended(client, submit(client, photo, chain, frames, false), frames));
        }
        return new Run((System.nanoTime() - begun) / 1e9, all);
    }

    private Run together(KuotuClient client, Path photo) throws IOException, InterruptedException {
        List<JobStatus> all = new ArrayList<>();
        List<JobStatus> open = new ArrayList<>();
        long begun = System.nanoTime();
        for (int chain = 0; chain < chains; chain++) {
            open.add(submit(client, photo, chain, frames, false));
        }
        for (JobStatus job : open) {
            all.add(ended(client, job, frames));
        }
        return new Run((System.nanoTime() - begun) / 1e9, all);
    }

    private double seconds(KuotuClient client, Path photo, boolean preview)
            throws IOException, InterruptedException {
        int times = Math.min(frames, PREVIEWED);
        long begun = System.nanoTime();
        ended(client, submit(client, photo, 0, times, preview), times);
        return (System.nanoTime() - begun) / 1e9;
    }

    private JobStatus submit(KuotuClient client, Path photo, int chain, int times, boolean preview)
            throws IOException, InterruptedException {
        ObjectNode request =
                client.newRequest()
                        .put("mode", "recreate")
                        .put("times", times)
                        .put("strength", strength)
                        .put("seed", 1000L * chain)
                        .put("preview", preview)
                        .put("deadline", 86_400);
        model.ifPresent(name -> request.put("model", name));
        return client.chain(photo, request);
    }

    private static JobStatus ended(KuotuClient client, JobStatus job, int times)
            throws IOException, InterruptedException {
        JobStatus ended = client.follow(job.id(), _ -> {});
        if (!ended.hasSucceeded() || ended.outputs().size() < times) {
            throw new IOException(
                    "a chain "
                            + ended.state()
                            + " with "
                            + ended.outputs().size()
                            + " frames"
                            + ended.error().map(e -> ": " + e).orElse(""));
        }
        return ended;
    }

    private List<Figure> figures(Run alone, Run together, int differing) {
        int all = chains * frames;
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("frames in all", all, ""));
        figures.add(Figure.of("one after another", alone.seconds(), "s"));
        figures.add(Figure.of("one after another, a frame", 1000 * alone.seconds() / all, "ms"));
        figures.add(Figure.of("together", together.seconds(), "s"));
        figures.add(Figure.of("together, a frame", 1000 * together.seconds() / all, "ms"));
        double ratio = alone.seconds() / together.seconds();
        figures.add(Figure.atLeast("together, times as fast", ratio, "", GOAL));
        figures.add(Figure.atMost("frames that differ", differing, "", 0));
        return figures;
    }

    /** By their pixels: each file names its own job. */
    private int differing(KuotuClient client, Run alone, Run together)
            throws IOException, InterruptedException {
        int differing = 0;
        for (int chain = 0; chain < chains; chain++) {
            String one = alone.ended().get(chain).id();
            String other = together.ended().get(chain).id();
            for (int frame = 0; frame < frames; frame++) {
                boolean same =
                        Arrays.equals(pixels(client, one, frame), pixels(client, other, frame));
                differing += same ? 0 : 1;
            }
        }
        return differing;
    }

    private static int[] pixels(KuotuClient client, String job, int frame)
            throws IOException, InterruptedException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(client.output(job, frame)));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
