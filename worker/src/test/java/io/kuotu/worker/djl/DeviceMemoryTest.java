package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.DeviceFailed;
import io.kuotu.worker.pipeline.DeviceMemoryExhausted;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.StepRule;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory of a device: what runs out is known by its name, what is used is given back. */
class DeviceMemoryTest {
    private static final Path MODELS = Path.of("models");
    private static final Path DIFFUSERS = Path.of("src/test/resources/diffusers");
    private static final BatchClasses UP_TO_TWO = BatchClasses.of(List.of(1, 2));

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

    private DjlOutpaintModel outpainter(Path folder) {
        return DjlOutpaintModel.load(
                device, BundleReader.read(folder), Precision.FP32, UP_TO_TWO, UP_TO_TWO);
    }

    @Test
    void anImpossibleTensorIsMemoryExhausted() {
        assertThatThrownBy(() -> device.call(s -> s.manager().zeros(new Shape(1L << 50))))
                .isInstanceOf(DeviceMemoryExhausted.class)
                .hasMessageContaining("DefaultCPUAllocator")
                .hasMessageNotContaining("\n");
    }

    /**
     * One value, seen as 2^44 pixels: the module's first own tensor is what there is no room for.
     */
    @Test
    void aBatchBeyondMemoryThroughARealModuleIsMemoryExhaustedAndTheModuleWorksOn() {
        Bundle bundle = BundleReader.read(MODELS.resolve("sharp-x2"));
        try (DjlModule module = DjlModule.load(device, bundle, "upscaler", Precision.FP32)) {
            int before = arrays();
            long side = 1L << 22;
            assertThatThrownBy(
                            () ->
                                    device.call(
                                            s -> {
                                                NDArray one = s.tensor(new float[3], three(1));
                                                return module.forward(one.broadcast(three(side)));
                                            }))
                    .isInstanceOf(DeviceMemoryExhausted.class);
            assertThat(arrays()).isEqualTo(before);
            float[] made =
                    device.call(
                            s ->
                                    module.forward(s.tensor(new float[3 * 64], three(8)))
                                            .toFloatArray());
            assertThat(made).hasSize(3 * 256);
        }
    }

    private static Shape three(long side) {
        return new Shape(1, 3, side, side);
    }

    @Test
    void otherFaultsStayWhatTheyAre() {
        assertThatThrownBy(
                        () ->
                                device.call(
                                        s ->
                                                s.tensor(new float[2], new Shape(2))
                                                        .add(s.tensor(new float[3], new Shape(3)))))
                .isNotInstanceOf(DeviceMemoryExhausted.class)
                .hasMessageContaining("size of tensor");
        assertThat(MemoryFaults.isOne(new IllegalStateException("CUDA out of memory. Tried")))
                .isTrue();
        assertThat(MemoryFaults.isOne(new IllegalStateException("out of luck"))).isFalse();
    }

    @Test
    void buffersAreBorrowedAgainAndNotKeptWithoutEnd() {
        try (HostBuffers buffers = new HostBuffers()) {
            HostBuffers.Loan first = buffers.borrow(5_000);
            HostBuffers.Loan second = buffers.borrow(8_192);
            assertThat(first.bytes().capacity()).isEqualTo(8_192);
            assertThat(first.bytes()).isNotSameAs(second.bytes());
            buffers.giveBack(first);
            assertThat(buffers.borrow(4_097).bytes()).isSameAs(first.bytes());
            assertThat(buffers.kept()).isEqualTo(16_384);
            assertThat(buffers.lent()).isEqualTo(16_384);

            List<HostBuffers.Loan> large = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                large.add(buffers.borrow(64 << 20));
            }
            large.forEach(buffers::giveBack);
            assertThat(buffers.kept()).isLessThanOrEqualTo(256 << 20);
            assertThat(buffers.lent()).isEqualTo(16_384);
            assertThatThrownBy(() -> buffers.borrow(3L << 30))
                    .isInstanceOf(DeviceMemoryExhausted.class);
        }
    }

    /** With fresh noise, with two rows a sample, upscaled: every way that values go in and out. */
    @Test
    void hundredsOfSamplesLeaveNoTensorAndNoBufferBehind() {
        try (DjlOutpaintModel scenes = outpainter(MODELS.resolve("scenes-256-turbo"));
                DjlOutpaintModel told = outpainter(DIFFUSERS.resolve("sd15"));
                DjlUpscaleModel sharp =
                        DjlUpscaleModel.load(
                                device,
                                BundleReader.read(MODELS.resolve("sharp-x2")),
                                Precision.FP32,
                                UP_TO_TWO)) {
            for (int i = 0; i < 5; i++) {
                round(scenes, told, sharp, i);
            }
            int arrays = arrays();
            long direct = directBytes();
            long kept = device.buffers().kept();
            for (int i = 0; i < 100; i++) { // 5 samples each
                round(scenes, told, sharp, i);
            }
            assertThat(arrays()).isEqualTo(arrays);
            assertThat(device.buffers().kept()).isEqualTo(kept);
            assertThat(device.buffers().lent()).isZero();
            // numbers that DJL itself wraps, four bytes each, until the next collection
            assertThat(directBytes() - direct).isLessThan(64 << 10);
        }
    }

    private static void round(
            DjlOutpaintModel scenes, DjlOutpaintModel told, DjlUpscaleModel sharp, int i) {
        expand(scenes, new CanvasSize(32, 32), Optional.empty(), i, 1);
        expand(scenes, new CanvasSize(32, 32), Optional.empty(), i, 2);
        expand(told, new CanvasSize(64, 64), Optional.of(new Prompt("hills", "", 7.5)), i, 1);
        sharp.enlarge(new CanvasSize(16, 8), List.of(new float[3 * 16 * 8]));
    }

    private static void expand(
            DjlOutpaintModel model,
            CanvasSize size,
            Optional<Prompt> prompt,
            int seed,
            int samples) {
        StepPath path =
                StepPath.of(NoiseSchedule.of(model.description().schedule()), Sampler.LCM, 2, 0.9);
        List<Beginning> beginnings = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            beginnings.add(
                    new Beginning(
                            new WorkingCanvas(
                                    size,
                                    new float[3 * size.pixels()],
                                    new float[size.pixels() / 64]),
                            path,
                            seed + i,
                            prompt));
        }
        List<Latents> latents = model.begin(beginnings);
        for (StepRule rule : path.rules()) {
            model.step(latents.stream().map(l -> new StepOrder(l, rule)).toList());
        }
        assertThat(model.decode(latents)).hasSize(samples);
        latents.forEach(Latents::close);
    }

    /** Arrays and managers below the device's root, however deep. */
    private int arrays() {
        return arrays(device.manager());
    }

    private static int arrays(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void aDeviceThatMakesSomethingElseIsFoundOut() {
        AtomicReference<float[]> made = new AtomicReference<>(new float[] {0.5f, 0.25f});
        Canary canary = new Canary(made::get, made.get());
        canary.check();
        for (float[] wrong :
                List.of(
                        new float[] {0.5f, 0.5f},
                        new float[] {0.5f, Float.NaN},
                        new float[] {0.5f})) {
            made.set(wrong);
            assertThatThrownBy(canary::check).isInstanceOf(DeviceFailed.class);
        }
        assertThatThrownBy(
                        new Canary(
                                        () -> {
                                            throw new IllegalStateException("CUDA error");
                                        },
                                        new float[1])
                                ::check)
                .isInstanceOf(DeviceFailed.class)
                .hasMessageContaining("CUDA error");
    }

    @Test
    void modelsThatWorkPassTheirCheckAndClosedOnesDoNot() {
        DjlModels models =
                DjlModels.load(
                        List.of(BundleReader.read(DIFFUSERS.resolve("sd15"))),
                        new DjlModels.Layout("cpu", Precision.FP32, UP_TO_TWO, UP_TO_TWO));
        models.check();
        models.close();
        assertThatThrownBy(models::check).isInstanceOf(DeviceFailed.class);
    }
}
