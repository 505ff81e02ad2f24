package io.kuotu.cli.bench;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.djl.CpuFeatures;
import io.kuotu.worker.djl.DjlModels;
import io.kuotu.worker.finish.PreviewPicture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What previews cost: the device's time beside that of steps, and what is done with them after. */
final class PreviewBench {
    private static final List<Integer> BATCHES = List.of(1, 4);
    private static final int EVERY = 4; // as workers do unless told
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 200; // a worker's code is compiled after some jobs
    private static final double GOAL = 0.02;
    private static final Rendition JPEG = new Rendition(OutputFormat.JPEG, 80);

    private final Bundle bundle;
    private final WorkingGeometry geometry;
    private final WorkingCanvas start;
    private final StepPath path;

    PreviewBench(Bundle bundle, Canvas canvas) {
        this.bundle = bundle;
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        this.geometry = WorkingGeometry.of(canvas, description);
        this.start = EngineBench.grey(geometry, description);
        this.path = StepPath.of(NoiseSchedule.of(description.schedule()), Sampler.DDIM, EVERY, 0.8);
    }

    List<Figure> run() {
        List<Figure> figures = new ArrayList<>();
        for (int batch : BATCHES) {
            DjlModels.Layout layout =
                    new DjlModels.Layout(
                            "cpu",
                            CpuFeatures.bestPrecision(),
                            BatchClasses.of(List.of(batch)),
                            BatchClasses.SINGLE);
            try (DjlModels models = DjlModels.load(List.of(bundle), layout)) {
                figures.addAll(run(models.outpainter(bundle.name()), batch));
            }
        }
        return figures;
    }

    /** Four steps, then as many looks, in turn; medians, so a busy moment does not count. */
    private List<Figure> run(OutpaintModel model, int batch) {
        List<Latents> samples = begun(model, batch);
        List<Preview> previews = model.preview(samples);
        for (int i = 0; i < WARM_UP; i++) {
            previews = model.preview(samples);
            afterwards(previews.getFirst(), 1);
        }
        long[] steps = new long[ROUNDS * EVERY];
        long[] looks = new long[ROUNDS * EVERY];
        for (int round = -1; round < ROUNDS; round++) { // the first is warming up
            for (int i = 0; i < EVERY; i++) {
                StepRule rule = path.rules().get(i);
                long before = System.nanoTime();
                model.step(samples.stream().map(s -> new StepOrder(s, rule)).toList());
                note(steps, round * EVERY + i, before);
            }
            for (int i = 0; i < EVERY; i++) {
                long before = System.nanoTime();
                previews = model.preview(samples);
                note(looks, round * EVERY + i, before);
            }
        }
        samples.forEach(Latents::close);
        return figures(
                batch,
                median(steps),
                median(looks),
                afterwards(previews.getFirst(), ROUNDS * EVERY));
    }

    private List<Latents> begun(OutpaintModel model, int batch) {
        List<Latents> samples = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            samples.addAll(model.begin(List.of(new Beginning(start, path, i, Optional.empty()))));
        }
        return samples;
    }

    private static void note(long[] times, int at, long before) {
        if (at >= 0) {
            times[at] = System.nanoTime() - before;
        }
    }

    /** Nanoseconds of making a JPEG of one, on the thread that writes previews. */
    private long afterwards(Preview preview, int times) {
        PreviewPicture pictures = new PreviewPicture(geometry, start);
        return median(
                LongStream.range(0, times)
                        .map(
                                _ -> {
                                    long before = System.nanoTime();
                                    PictureEncoder.encode(pictures.of(preview), JPEG);
                                    return System.nanoTime() - before;
                                })
                        .toArray());
    }

    private static long median(long[] times) {
        return Arrays.stream(times).sorted().skip(times.length / 2).findFirst().orElseThrow();
    }

    private static List<Figure> figures(int batch, long step, long look, long afterwards) {
        String at = " at batch " + batch;
        return List.of(
                Figure.of("previews of a batch" + at, look / 1e6, "ms"),
                Figure.atMost(
                        "their share of the device's time, every " + EVERY + " steps" + at,
                        look / (double) (look + EVERY * step),
                        "",
                        GOAL),
                Figure.of("a preview to its JPEG, beside the device" + at, afterwards / 1e6, "ms"));
    }
}
