package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.djl.TiledModule.Network;
import io.kuotu.worker.djl.TiledModule.Scale;
import io.kuotu.worker.djl.TiledModule.Tiling;
import io.kuotu.worker.pipeline.Noise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TiledModuleTest {
    private static final Path SCENES = Path.of("models/scenes-256");
    private static final Tiling TILING = new Tiling(40 * 40, 32, 8);

    private DjlDevice device;
    private NDManager scope;

    /** Each pixel on its own: what tiles say of a place is the same in each of them. */
    private static final class Pointwise implements Network {
        private final List<Shape> seen = new ArrayList<>();

        @Override
        public NDArray forward(NDArray... inputs) {
            seen.add(inputs[0].getShape());
            return inputs[0].mul(inputs[0]).add(inputs[1].reshape(-1, 1, 1, 1));
        }

        @Override
        public void close() {}
    }

    @BeforeAll
    static void engine() {
        DjlDevice.configureEngine(1);
    }

    @BeforeEach
    void open() {
        device = DjlDevice.open("cpu");
        scope = device.manager().newSubManager();
    }

    @AfterEach
    void close() {
        device.close();
    }

    private NDArray noise(int samples, int channels, int height, int width) {
        int count = samples * channels * height * width;
        return scope.create(
                Noise.gaussian(9, 0, count), new Shape(samples, channels, height, width));
    }

    private static float difference(NDArray one, NDArray two) {
        assertThat(one.getShape()).isEqualTo(two.getShape());
        return one.sub(two).abs().max().getFloat();
    }

    @Test
    void noSeamShows_whereTilesAgree() {
        Pointwise network = new Pointwise();
        NDArray canvas = noise(2, 4, 50, 90);
        NDArray times = scope.create(new float[] {0.5f, -3});
        NDArray tiled = new TiledModule(network, TILING, new Scale(1, 1)).forward(canvas, times);
        assertThat(network.seen).hasSizeGreaterThan(4).containsOnly(new Shape(2, 4, 32, 32));
        assertThat(difference(tiled, network.forward(canvas, times))).isLessThan(1e-5f);
    }

    @Test
    void aCanvasThatTheModelKnows_isNotCut() {
        Pointwise network = new Pointwise();
        NDArray canvas = noise(1, 4, 32, 50);
        NDArray times = scope.create(new float[] {1});
        NDArray tiled = new TiledModule(network, TILING, new Scale(1, 1)).forward(canvas, times);
        assertThat(network.seen).containsExactly(canvas.getShape());
        assertThat(difference(tiled, network.forward(canvas, times))).isZero();
    }

    @Test
    void scenes256_decodesAndEncodesInTilesAsInOnePiece() {
        Bundle bundle = BundleReader.read(SCENES);
        NDArray latents = noise(1, 4, 36, 56);
        try (DjlModule decoder = DjlModule.load(device, bundle, "decoder", Precision.FP32);
                DjlModule encoder = DjlModule.load(device, bundle, "encoder", Precision.FP32)) {
            NDArray picture = decoder.forward(latents);
            NDArray tiled = new TiledModule(decoder, TILING, new Scale(1, 8)).forward(latents);
            assertThat(meanDifference(tiled, picture)).isLessThan(2e-3f);

            NDArray again = new TiledModule(encoder, TILING, new Scale(8, 1)).forward(picture);
            assertThat(meanDifference(again, encoder.forward(picture))).isLessThan(2e-2f);
        }
    }

    private static float meanDifference(NDArray one, NDArray two) {
        assertThat(one.getShape()).isEqualTo(two.getShape());
        return one.sub(two).abs().mean().toType(DataType.FLOAT32, false).getFloat();
    }
}
