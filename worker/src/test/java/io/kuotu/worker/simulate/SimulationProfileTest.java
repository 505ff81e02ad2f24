package io.kuotu.worker.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationProfileTest {
    private static final Path MODELS = Path.of("models");
    private static final CanvasSize CANVAS = new CanvasSize(480, 256);

    private final SimulationProfile shipped = SimulationProfile.read(Optional.empty());
    private final List<Bundle> bundles =
            BundleReader.describeAll(MODELS, BundleReader.namesIn(MODELS));

    @Test
    void whatShipsWasMeasured() {
        SimulatedModels models =
                SimulatedModels.load(bundles, new Simulation(shipped, 1), Optional.empty());
        assertThat(models.outpainters()).containsKeys("scenes-256", "scenes-256-turbo");
        assertThat(models.upscalers()).containsKeys("sharp-x2", "sharp-x4");
        assertThat(models.profile().pixelStepsPerSecond()).isPositive();
        assertThat(models.description())
                .startsWith("SIMULATED (measured on: ")
                .doesNotContain("HYPOTHETICAL");
    }

    @Test
    void aSpeedIsHypothetical_andEverythingIsThatMuchQuicker() {
        Simulation four = new Simulation(shipped, 4);
        SimulatedModels models = SimulatedModels.load(bundles, four, Optional.empty());
        Duration step = shipped.profile().step("scenes-256-turbo", CANVAS, 2).orElseThrow();
        assertThat(models.profile().step("scenes-256-turbo", CANVAS, 2).orElseThrow())
                .isCloseTo(step.dividedBy(4), Duration.ofNanos(10));
        assertThat(four.profile().time(Phase.TEXTURE, 1_000_000))
                .isCloseTo(
                        shipped.time(Phase.TEXTURE, 1_000_000).dividedBy(4), Duration.ofNanos(10));
        assertThat(models.description()).contains("4.000 times as fast as measured: HYPOTHETICAL");
        assertThat(four.marked(bundles))
                .allSatisfy(b -> assertThat(b.label()).endsWith("-SIMULATED-HYPOTHETICAL"));
    }

    @Test
    void aBundleThatWasNotMeasuredIsNamed() {
        SimulationProfile fewer =
                new SimulationProfile(
                        "today", "cpu", shipped.bundles().subList(0, 1), shipped.phases());
        assertThatThrownBy(
                        () ->
                                SimulatedModels.load(
                                        bundles, new Simulation(fewer, 1), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kuotu.worker.simulation.profile: the bundle");
    }

    @Test
    void aBadProfileSaysWhatIsWrongWithIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("profile.json");
        Files.writeString(
                file, "{\"measured\":\"x\",\"device\":\"cpu\",\"bundles\":[],\"phases\":[]}");
        assertThatThrownBy(() -> SimulationProfile.read(Optional.of(file)))
                .hasMessageContaining("kuotu.worker.simulation.profile")
                .hasMessageContaining("prepare is there 0 times");
        assertThatThrownBy(() -> SimulationProfile.read(Optional.of(folder.resolve("none"))))
                .hasMessageContaining("kuotu.worker.simulation.profile");
    }

    @Test
    void timesGrowWithBatchesAndPixels() {
        var turbo = shipped.profile();
        Duration one = turbo.estimate("scenes-256-turbo", Work.STEP, CANVAS, 1).orElseThrow();
        Duration four = turbo.estimate("scenes-256-turbo", Work.STEP, CANVAS, 4).orElseThrow();
        assertThat(four).isGreaterThan(one);
        assertThat(shipped.time(Phase.ENCODE, 4_000_000))
                .isGreaterThan(shipped.time(Phase.ENCODE, 1_000_000));
    }
}
