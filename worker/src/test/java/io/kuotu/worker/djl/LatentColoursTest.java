package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import io.kuotu.worker.prepare.CanvasMaker;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatentColoursTest {
    private static final Path PHOTO = Path.of("../deploy/samples/picos-de-europa.jpg");
    private static final int FACTOR = 8;
    private static final double ALIKE = 0.95; // of correlation; 0.988 was measured

    private DjlDevice device;

    @BeforeAll
    static void engine() {
        DjlDevice.configureEngine(1);
    }

    @BeforeEach
    void open() {
        device = DjlDevice.open("cpu");
    }

    @AfterEach
    void close() {
        device.close();
    }

    private static Outpaint description() {
        return BundleReader.read(Path.of("models/scenes-256")).manifest().outpaint().orElseThrow();
    }

    /** Mean colours of squares of {@code side} px: three planes of rows. */
    private static float[] means(float[] picture, int width, int height, int side) {
        float[] means = new float[picture.length / (side * side)];
        for (int i = 0; i < picture.length; i++) {
            int x = i % width / side;
            int y = i / width % height / side;
            int c = i / (width * height);
            means[(c * (height / side) + y) * (width / side) + x] += picture[i] / (side * side);
        }
        return means;
    }

    /** Four latents of a cell: a mix of its mean red, green and blue, the last of all of them. */
    private NDArray mixed(NDArray pictures) {
        int side = (int) pictures.getShape().get(2);
        int cells = side / FACTOR;
        float[] rgb = means(pictures.toFloatArray(), side, side, FACTOR);
        float[] latents = new float[4 * cells * cells];
        for (int i = 0; i < cells * cells; i++) {
            float red = rgb[i];
            float green = rgb[cells * cells + i];
            float blue = rgb[2 * cells * cells + i];
            latents[i] = 2 * red - 0.5f;
            latents[cells * cells + i] = green - blue + 0.1f;
            latents[2 * cells * cells + i] = 3 * blue + red;
            latents[3 * cells * cells + i] = red + green + blue;
        }
        return pictures.getManager().create(latents, new Shape(1, 4, cells, cells));
    }

    @Test
    void aLinearLatentSpaceIsRecovered() {
        int side = 128;
        float[] seen = new float[3 * side * side];
        Random random = new Random(5);
        int cells = side / FACTOR;
        float[] colours = new float[3 * cells * cells];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = random.nextFloat();
        }
        for (int i = 0; i < seen.length; i++) {
            int cell = i / (side * side) * cells * cells + i / side % side / FACTOR * cells;
            seen[i] = colours[cell + i % side / FACTOR];
        }
        try (LatentColours map = LatentColours.fit(device, description(), this::mixed)) {
            NDArray latents = mixed(device.manager().create(seen, new Shape(1, 3, side, side)));
            Preview preview = map.of(latents).getFirst();
            assertThat(preview.width()).isEqualTo(2 * cells);
            float[] found = means(preview.pixels(), 2 * cells, 2 * cells, 2); // of whole cells
            assertThat(found).containsExactly(colours, within(1e-3f));
        }
    }

    /** At the end of the path, and halfway there. */
    @Test
    void whatShips_showsWhatItWillMake() throws IOException {
        Bundle bundle = BundleReader.read(Path.of("models/scenes-256-turbo"));
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        Picture photo = PictureDecoder.decode(PHOTO, PictureInspector.inspect(PHOTO, "photo"));
        WorkingGeometry geometry = WorkingGeometry.of(twiceAsWide(photo), description);
        StepPath path =
                StepPath.of(
                        NoiseSchedule.of(description.schedule()),
                        Sampler.labelled(description.defaults().sampler()).orElseThrow(),
                        description.defaults().steps(),
                        description.defaults().creativity());
        Beginning beginning =
                new Beginning(
                        CanvasMaker.drafted(photo, geometry, FACTOR, 1), path, 1, Optional.empty());
        try (DjlOutpaintModel model = load(bundle);
                Latents latents = model.begin(List.of(beginning)).getFirst()) {
            List<Preview> previews = new ArrayList<>();
            for (StepRule rule : path.rules()) {
                model.step(List.of(new StepOrder(latents, rule)));
                previews.add(model.preview(List.of(latents)).getFirst());
            }
            float[] made = model.decode(List.of(latents)).getFirst();
            CanvasSize size = geometry.size();
            float[] small = means(made, size.width(), size.height(), FACTOR / 2);
            assertThat(correlation(previews.getLast().pixels(), small)).isGreaterThan(ALIKE);
            assertThat(correlation(previews.get(path.steps() / 2 - 1).pixels(), small))
                    .isGreaterThan(ALIKE);
        }
    }

    private DjlOutpaintModel load(Bundle bundle) {
        return DjlOutpaintModel.load(
                device, bundle, Precision.FP32, BatchClasses.SINGLE, BatchClasses.SINGLE);
    }

    private static Canvas twiceAsWide(Picture photo) {
        return new Canvas(
                2 * photo.width(),
                photo.height(),
                photo.width() / 2,
                0,
                photo.width(),
                photo.height());
    }

    private static double correlation(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double meanA = mean(a);
        double meanB = mean(b);
        double both = 0;
        double varianceA = 0;
        double varianceB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            varianceA += (a[i] - meanA) * (a[i] - meanA);
            varianceB += (b[i] - meanB) * (b[i] - meanB);
        }
        return both / Math.sqrt(varianceA * varianceB);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
