package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundles that ship compute in Java what they computed where they were exported. */
class GoldenTest {
    private static final Path MODELS = Path.of("models");
    private static final double TOLERANCE =
            2e-4; // of values of unit scale: another build of the same convolutions

    private DjlDevice device;
    private NDManager scope;

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

    private NDList golden(Bundle bundle) throws IOException {
        try (InputStream in = Files.newInputStream(bundle.file("golden.npz"))) {
            return NDList.decode(scope, in);
        }
    }

    private void assertSame(NDArray found, NDArray wanted) {
        assertThat(found.getShape()).isEqualTo(wanted.getShape());
        assertThat(found.sub(wanted).abs().max().getFloat()).isLessThan((float) TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scenes-256", "scenes-256-turbo"})
    void outpainters_modulesComputeTheGoldenOutputs(String name) throws IOException {
        Bundle bundle = BundleReader.read(MODELS.resolve(name));
        NDList golden = golden(bundle);
        try (DjlModule encoder = DjlModule.load(device, bundle, "encoder", Precision.FP32);
                DjlModule decoder = DjlModule.load(device, bundle, "decoder", Precision.FP32);
                DjlModule unet = DjlModule.load(device, bundle, "unet", Precision.FP32)) {
            assertSame(encoder.forward(golden.get("encoder_in")), golden.get("encoder_out"));
            assertSame(decoder.forward(golden.get("decoder_in")), golden.get("decoder_out"));
            assertSame(
                    unet.forward(golden.get("unet_in"), golden.get("unet_timesteps")),
                    golden.get("unet_out"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DDIM", "DPMPP_2M"})
    void scenes256_samplersTakeTheGoldenPath(Sampler sampler) throws IOException {
        Bundle bundle = BundleReader.read(MODELS.resolve("scenes-256"));
        NDList golden = golden(bundle);
        NDArray shown = golden.get("sampler_shown");
        StepPath path =
                StepPath.of(
                        NoiseSchedule.of(bundle.manifest().outpaint().orElseThrow().schedule()),
                        sampler,
                        7,
                        0.8);
        try (DjlOutpaintModel model =
                DjlOutpaintModel.load(
                        device, bundle, Precision.FP32, BatchClasses.SINGLE, BatchClasses.SINGLE)) {
            NDArray start =
                    shown.mul((float) path.startAlpha())
                            .add(golden.get("sampler_noise").mul((float) path.startSigma()));
            NDArray condition = golden.get("sampler_mask").concat(shown, 1);
            try (DjlLatents latents =
                    new DjlLatents(
                            new CanvasSize(320, 256),
                            device.manager().newSubManager(),
                            condition,
                            start,
                            0)) {
                for (StepRule rule : path.rules()) {
                    model.step(List.of(new StepOrder(latents, rule)));
                }
                assertSame(
                        latents.noisy(),
                        golden.get(sampler == Sampler.DDIM ? "sampler_ddim" : "sampler_dpmpp2m"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-colourise", "tiny-style"})
    void colouriserAndStyleMakeTheGoldenPictures(String name) throws IOException {
        Bundle bundle = BundleReader.read(Path.of("src/test/resources/images").resolve(name));
        NDList golden = golden(bundle);
        NDArray in = golden.get("image_in");
        CanvasSize size = new CanvasSize((int) in.getShape().get(3), (int) in.getShape().get(2));
        try (DjlUpscaleModel model =
                DjlUpscaleModel.load(device, bundle, Precision.FP32, BatchClasses.of(List.of(2)))) {
            List<float[]> made =
                    model.enlarge(
                            size, List.of(in.get(0).toFloatArray(), in.get(1).toFloatArray()));
            NDArray wanted = golden.get("image_out");
            NDList rows = new NDList();
            made.forEach(tile -> rows.add(scope.create(tile, wanted.getShape().slice(1))));
            assertSame(NDArrays.stack(rows), wanted);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sharp-x2", "sharp-x4"})
    void upscalers_enlargeTheGoldenTiles(String name) throws IOException {
        Bundle bundle = BundleReader.read(MODELS.resolve(name));
        NDList golden = golden(bundle);
        NDArray in = golden.get("upscaler_in");
        CanvasSize size = new CanvasSize((int) in.getShape().get(3), (int) in.getShape().get(2));
        try (DjlUpscaleModel model =
                DjlUpscaleModel.load(device, bundle, Precision.FP32, BatchClasses.of(List.of(2)))) {
            List<float[]> enlarged =
                    model.enlarge(
                            size, List.of(in.get(0).toFloatArray(), in.get(1).toFloatArray()));
            NDArray wanted = golden.get("upscaler_out");
            NDList rows = new NDList();
            enlarged.forEach(tile -> rows.add(scope.create(tile, wanted.getShape().slice(1))));
            assertSame(NDArrays.stack(rows), wanted);
        }
    }
}
