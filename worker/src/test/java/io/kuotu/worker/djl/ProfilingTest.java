package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.ProfileRules;
import io.kuotu.worker.profile.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models choose their classes by what was measured, and measure once. */
class ProfilingTest {
    private static final List<Bundle> BUNDLES =
            List.of(
                    BundleReader.read(Path.of("src/test/resources/diffusers/sd15")),
                    BundleReader.read(Path.of("models/sharp-x2")));
    private static final Duration BUDGET = Duration.ofSeconds(4);

    @TempDir Path folder;

    @BeforeAll
    static void engine() {
        DjlDevice.configureEngine(1);
    }

    private static DjlModels load(Optional<List<Integer>> steps, ProfileRules rules) {
        return DjlModels.load(
                BUNDLES,
                new DjlModels.Layout(
                        "cpu",
                        Precision.FP32,
                        steps.map(BatchClasses::of),
                        Optional.empty(),
                        rules));
    }

    private ProfileRules rules(boolean fresh) {
        return new ProfileRules(BUDGET, Optional.of(folder), fresh);
    }

    private static Profile profile(ProfileRules rules) {
        try (DjlModels models = load(Optional.empty(), rules)) {
            return models.profile();
        }
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aSecondStartKnowsWhatTheFirstMeasured() throws IOException {
        Profile first = profile(rules(false));
        assertThat(first.of("sd15").orElseThrow().works()).hasSize(3);
        assertThat(first.of("sharp-x2").orElseThrow().works()).hasSize(1);
        assertThat(kept()).hasSize(2).allMatch(f -> f.toString().endsWith(".json"));
        assertThat(profile(rules(false))).isEqualTo(first); // times and all: no clock says so twice
        assertThat(profile(rules(true))).isNotEqualTo(first);

        Path damaged = kept().getFirst();
        Files.writeString(damaged, "{");
        Profile again = profile(rules(false));
        assertThat(again.bundles()).hasSize(2);
        assertThat(Files.readString(damaged)).contains("sd15", "\"work\":\"step\"");
    }

    @Test
    void classesAreThoseOfTheProfileUnlessTheyAreSet() {
        try (DjlModels models = load(Optional.empty(), rules(false))) {
            BundleProfile told = models.profile().of("sd15").orElseThrow();
            assertThat(models.classes("sd15", Work.STEP)).hasToString(told.stepClasses() + "");
            assertThat(models.classes("sd15", Work.DECODE)).hasToString(told.codecClasses() + "");
            BundleProfile sharp = models.profile().of("sharp-x2").orElseThrow();
            assertThat(models.classes("sharp-x2", Work.ENLARGE))
                    .hasToString(sharp.tileClasses() + "");
        }
        try (DjlModels models = load(Optional.of(List.of(4, 6)), rules(false))) {
            assertThat(models.classes("sd15", Work.STEP).sizes()).containsExactly(4, 6);
        }
    }

    @Test
    void withoutABudgetNothingIsMeasuredAndSamplesAreAlone() throws IOException {
        ProfileRules none = new ProfileRules(Duration.ZERO, Optional.of(folder), false);
        try (DjlModels models = load(Optional.empty(), none)) {
            assertThat(models.classes("sd15", Work.STEP).sizes()).containsExactly(1);
            assertThat(models.profile().of("sd15").orElseThrow().works())
                    .allMatch(w -> w.sizes().isEmpty());
        }
        assertThat(kept()).isEmpty();
    }
}
