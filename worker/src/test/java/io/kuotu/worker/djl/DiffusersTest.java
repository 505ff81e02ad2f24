package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.bundle.Schedule;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Latents;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.OutpaintModel.Beginning;
import io.kuotu.worker.pipeline.OutpaintModel.StepOrder;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bundles made of diffusers folders compute what diffusers' own pipelines compute. The models are
 * tiny, random and of exactly the architectures; {@code worker/training/check_diffusers.sh} makes
 * them and the pipelines' results, here as fixtures or anew ({@code -Dkuotu.diffusers=FOLDER}).
 */
class DiffusersTest {
    private static final Path FIXTURES =
            Path.of(System.getProperty("kuotu.diffusers", "src/test/resources/diffusers"));

    /** The promise: of latents of any size, after 20 steps, in fp32. */
    private static final double TOLERANCE = 1e-3;

    private DjlDevice device;
    private NDManager scope;

    private record Case(
            String sampler,
            int steps,
            double strength,
            double guidance,
            String prompt,
            String negative,
            long seed,
            Schedule schedule) {
        StepPath path() {
            return StepPath.of(
                    NoiseSchedule.of(schedule),
                    Sampler.labelled(sampler).orElseThrow(),
                    steps,
                    strength);
        }

        Beginning beginning(WorkingCanvas canvas) {
            return new Beginning(
                    canvas, path(), seed, Optional.of(new Prompt(prompt, negative, guidance)));
        }
    }

    private record Tokens(String prompt, List<Long> ids) {}

    private record Cases(int width, int height, List<Case> cases, List<Tokens> text) {}

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

    private static Cases cases(String name) throws IOException {
        return JsonCodec.decode(
                Files.readAllBytes(FIXTURES.resolve(name + ".cases.json")), Cases.class);
    }

    private NDList arrays(String name) throws IOException {
        try (InputStream in = Files.newInputStream(FIXTURES.resolve(name + ".npz"))) {
            return NDList.decode(scope, in);
        }
    }

    private DjlOutpaintModel model(String name, BatchClasses classes) {
        Bundle bundle = BundleReader.read(FIXTURES.resolve(name));
        return DjlOutpaintModel.load(device, bundle, Precision.FP32, classes, BatchClasses.SINGLE);
    }

    private static WorkingCanvas canvas(Cases cases, NDList arrays) {
        return new WorkingCanvas(
                new CanvasSize(cases.width(), cases.height()),
                arrays.get("canvas").toFloatArray(),
                arrays.get("mask").toFloatArray());
    }

    private static DjlLatents denoised(DjlOutpaintModel model, Beginning beginning) {
        Latents latents = model.begin(List.of(beginning)).getFirst();
        beginning.path().rules().forEach(rule -> model.step(List.of(new StepOrder(latents, rule))));
        return (DjlLatents) latents;
    }

    private static double difference(NDArray found, NDArray wanted) {
        assertThat(found.getShape()).isEqualTo(wanted.getShape());
        return found.sub(wanted).abs().max().getFloat();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sd2", "sdxl"})
    void latentsEqualDiffusersForEverySampler(String name) throws IOException {
        Cases cases = cases(name);
        NDList arrays = arrays(name);
        WorkingCanvas canvas = canvas(cases, arrays);
        assertThat(cases.cases())
                .extracting(Case::sampler)
                .contains("ddim", "euler", "dpm++2m", "lcm");
        double largest = 0;
        try (DjlOutpaintModel model = model(name, BatchClasses.SINGLE)) {
            for (int i = 0; i < cases.cases().size(); i++) {
                Case one = cases.cases().get(i);
                try (DjlLatents latents = denoised(model, one.beginning(canvas))) {
                    double found = difference(latents.noisy(), arrays.get("latents_" + i));
                    assertThat(found).as("%s, case %d: %s", name, i, one).isLessThan(TOLERANCE);
                    largest = Math.max(largest, found);
                }
            }
        }
        System.out.printf(
                "%s: %d cases, largest difference %.1e%n", name, cases.cases().size(), largest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sd2", "sdxl"})
    void picturesEqualDiffusers(String name) throws IOException {
        Cases cases = cases(name);
        NDList arrays = arrays(name);
        try (DjlOutpaintModel model = model(name, BatchClasses.SINGLE);
                DjlLatents latents =
                        denoised(
                                model, cases.cases().getFirst().beginning(canvas(cases, arrays)))) {
            NDArray wanted = arrays.get("decoded").squeeze(0);
            NDArray found =
                    scope.create(model.decode(List.of(latents)).getFirst(), wanted.getShape());
            assertThat(difference(found, wanted)).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sd2", "sdxl"})
    void tokensEqualTransformers(String name) throws IOException {
        Bundle bundle = BundleReader.read(FIXTURES.resolve(name));
        var description = bundle.manifest().outpaint().orElseThrow().text().orElseThrow();
        try (DjlText text = DjlText.load(device, bundle, description, Precision.FP32)) {
            for (Tokens wanted : cases(name).text()) {
                assertThat(text.ids(wanted.prompt()))
                        .as(wanted.prompt())
                        .containsExactly(wanted.ids().toArray(Long[]::new));
            }
            assertThat(text.ids("half a pair: \ud83d, and ten thousand: " + "é ".repeat(5_000)))
                    .hasSize(description.tokens());
        }
    }

    /**
     * Prompts, guidance, samplers and lengths all differ; who is in the batch changes from step to
     * step. Batch sizes are those whose results are the same, bit for bit.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sd15", "sdxl"})
    void aSampleIsTheSameAloneAndInACrowd(String name) throws IOException {
        Cases cases = cases(name);
        WorkingCanvas canvas = canvas(cases, arrays(name));
        List<Beginning> beginnings =
                List.of(
                        beginning(cases, "ddim", 7, canvas, new Prompt("hills", "", 7.5)),
                        beginning(cases, "lcm", 4, canvas, new Prompt("a lake", "text", 1)),
                        beginning(
                                cases, "euler", 9, canvas, new Prompt("the old town", "grass", 3)),
                        beginning(cases, "dpm++2m", 5, canvas, new Prompt("", "", 7.5)));
        try (DjlOutpaintModel model = model(name, BatchClasses.of(List.of(4)))) {
            List<float[]> alone = new ArrayList<>();
            for (Beginning one : beginnings) {
                try (DjlLatents latents = denoised(model, one)) {
                    alone.add(latents.noisy().toFloatArray());
                }
            }
            List<Latents> crowd = new ArrayList<>();
            beginnings.forEach(b -> crowd.addAll(model.begin(List.of(b))));
            for (int step = 0; step < 9; step++) {
                model.step(orders(beginnings, crowd, step));
            }
            for (int i = 0; i < crowd.size(); i++) {
                assertThat(((DjlLatents) crowd.get(i)).noisy().toFloatArray())
                        .isEqualTo(alone.get(i));
            }
            assertThat(alone.get(0)[0]).isNotCloseTo(alone.get(2)[0], within(1e-6f));
        }
    }

    /** By hand, for figures: {@code -Dkuotu.diffusers.full=BUNDLE}; two steps at 512 px. */
    @Test
    @EnabledIfSystemProperty(named = "kuotu.diffusers.full", matches = ".+")
    void aFullSizeModelTakesAStep() throws IOException {
        Bundle bundle = BundleReader.read(Path.of(System.getProperty("kuotu.diffusers.full")));
        CanvasSize size = new CanvasSize(512, 512);
        float[] mask = new float[64 * 64];
        Arrays.fill(mask, 0, mask.length / 2, 1);
        WorkingCanvas canvas = new WorkingCanvas(size, new float[3 * size.pixels()], mask);
        StepPath path =
                StepPath.of(
                        NoiseSchedule.of(bundle.manifest().outpaint().orElseThrow().schedule()),
                        Sampler.DPMPP_2M,
                        20,
                        1);
        long start = System.nanoTime();
        try (DjlOutpaintModel model =
                DjlOutpaintModel.load(
                        device,
                        bundle,
                        CpuFeatures.bestPrecision(),
                        BatchClasses.SINGLE,
                        BatchClasses.SINGLE)) {
            tell("load in " + CpuFeatures.bestPrecision(), start);
            for (double guidance : new double[] {1, 7.5}) {
                start = System.nanoTime();
                Beginning beginning =
                        new Beginning(
                                canvas, path, 1, Optional.of(new Prompt("hills", "", guidance)));
                try (DjlLatents latents = (DjlLatents) model.begin(List.of(beginning)).getFirst()) {
                    tell("encode picture and text", start);
                    start = System.nanoTime();
                    model.step(List.of(new StepOrder(latents, path.rules().getFirst())));
                    tell("step with guidance " + guidance, start);
                    assertThat(latents.noisy().isNaN().any().getBoolean()).isFalse();
                }
            }
        }
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .forEach(System.out::println);
    }

    private static void tell(String what, long start) {
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static Beginning beginning(
            Cases cases, String sampler, int steps, WorkingCanvas canvas, Prompt prompt) {
        Case like =
                cases.cases().stream()
                        .filter(c -> c.sampler().equals(sampler))
                        .findFirst()
                        .orElseThrow();
        StepPath path =
                StepPath.of(
                        NoiseSchedule.of(like.schedule()),
                        Sampler.labelled(sampler).orElseThrow(),
                        steps,
                        1);
        return new Beginning(canvas, path, steps, Optional.of(prompt));
    }

    private static List<StepOrder> orders(
            List<Beginning> beginnings, List<Latents> crowd, int step) {
        List<StepOrder> orders = new ArrayList<>();
        for (int i = 0; i < crowd.size(); i++) {
            StepPath path = beginnings.get(i).path();
            if (step < path.steps()) {
                orders.add(new StepOrder(crowd.get(i), path.rules().get(step)));
            }
        }
        return orders;
    }
}
