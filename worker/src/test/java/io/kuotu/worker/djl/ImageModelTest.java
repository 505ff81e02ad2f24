package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.JobId;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.Engine;
import io.kuotu.worker.batch.SampleOrder;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.finish.Enlarger;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bundles that make a picture of a picture take the upscalers' way. */
class ImageModelTest {
    private static final Path IMAGES = Path.of("src/test/resources/images");
    private static final BatchClasses UP_TO_FOUR = BatchClasses.of(List.of(1, 4));

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

    private DjlUpscaleModel model(String name) {
        Bundle bundle = BundleReader.read(IMAGES.resolve(name));
        return DjlUpscaleModel.load(device, bundle, Precision.FP32, UP_TO_FOUR);
    }

    private static float[] random(CanvasSize size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[3 * size.pixels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** The device's loop without its queue. */
    private record Direct(DjlUpscaleModel model) implements Engine {
        @Override
        public CompletableFuture<float[]> expand(SampleOrder order) {
            throw new UnsupportedOperationException("nothing is expanded here");
        }

        @Override
        public CompletableFuture<float[]> enlarge(TileOrder order) {
            return CompletableFuture.completedFuture(
                    model.enlarge(order.size(), List.of(order.pixels())).getFirst());
        }

        @Override
        public void cancel(JobId job) {}
    }

    @Test
    void aStylesTilesJoinWithoutATrace() {
        CanvasSize size = new CanvasSize(300, 180);
        Planes picture = new Planes(300, 180, random(size, 1));
        try (DjlUpscaleModel model = model("tiny-style")) {
            float[] whole = model.enlarge(size, List.of(picture.values())).getFirst();
            Enlarger enlarger = new Enlarger(new Direct(model), "tiny-style", 1, model.reach());
            Claim claim = Claim.of(new SampleJobs(1).expansion());
            Planes tiled =
                    enlarger.enlarge(picture, _ -> true, new Enlarger.Errand(claim, (_, _) -> {}));
            Planes wanted = new Planes(300, 180, whole);
            float most = 0;
            float changed = 0;
            int edge = model.reach(); // beyond the picture a network sees zeros, a tile the edge
            for (int y = edge; y < 180 - edge; y++) {
                for (int x = edge; x < 300 - edge; x++) {
                    most = Math.max(most, Math.abs(tiled.at(1, x, y) - wanted.at(1, x, y)));
                    changed = Math.max(changed, Math.abs(tiled.at(1, x, y) - picture.at(1, x, y)));
                }
            }
            assertThat(most).isLessThan(1e-4f);
            assertThat(changed).as("it does something").isGreaterThan(0.01f);
        }
    }

    @Test
    void picturesAreColouredAloneAsTogether() {
        CanvasSize square = new CanvasSize(256, 256);
        try (DjlUpscaleModel model = model("tiny-colourise")) {
            assertThat(model.factor()).isOne();
            assertThat(2 * model.reach() + 128).as("a tile is the whole square").isEqualTo(256);
            List<float[]> pictures =
                    List.of(random(square, 1), random(square, 2), random(square, 3));
            List<float[]> together = model.enlarge(square, pictures);
            for (int i = 0; i < pictures.size(); i++) {
                float[] alone = model.enlarge(square, List.of(pictures.get(i))).getFirst();
                assertThat(together.get(i)).containsExactly(alone, within(1e-5f));
            }
        }
    }
}
