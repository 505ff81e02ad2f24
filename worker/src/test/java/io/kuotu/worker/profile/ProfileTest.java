package io.kuotu.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
    private static final BundleProfile BUNDLE =
            new BundleProfile(
                    "scenes",
                    List.of(
                            new WorkProfile(
                                    Work.STEP,
                                    new CanvasSize(256, 256),
                                    List.of(
                                            new Measure(1, 30, 0),
                                            new Measure(2, 50, 0),
                                            new Measure(4, 90, 0))),
                            new WorkProfile(Work.DECODE, new CanvasSize(256, 256), List.of())));
    private static final Profile PROFILE = new Profile("a processor", List.of(BUNDLE));

    @TempDir Path folder;

    @Test
    void estimatesFollowTheMeasuresAndThePixels() {
        CanvasSize same = new CanvasSize(256, 256);
        assertThat(PROFILE.step("scenes", same, 2)).contains(Duration.ofMillis(50));
        assertThat(PROFILE.step("scenes", same, 3)).contains(Duration.ofMillis(70));
        assertThat(PROFILE.step("scenes", same, 8)).contains(Duration.ofMillis(180));
        assertThat(PROFILE.step("scenes", new CanvasSize(512, 256), 1))
                .contains(Duration.ofMillis(60));
        assertThat(PROFILE.estimate("scenes", Work.DECODE, same, 1)).isEmpty();
        assertThat(PROFILE.step("other", same, 1)).isEmpty();
    }

    @Test
    void jsonReadsBackAsItWas() {
        assertThat(JsonCodec.decode(JsonCodec.encode(PROFILE), Profile.class)).isEqualTo(PROFILE);
    }

    @Test
    void aKeptProfileIsReadBackAndADamagedOneIsNot() throws IOException {
        ProfileStore store = new ProfileStore(folder.resolve("a/b"));
        assertThat(store.read("key")).isEmpty();
        store.write("key", BUNDLE);
        assertThat(store.read("key")).contains(BUNDLE);
        try (var files = Files.list(folder.resolve("a/b"))) {
            assertThat(files).containsExactly(folder.resolve("a/b/key.json"));
        }
        for (String damage : List.of("", "{", "null", "[]", "{\"bundle\":\"x\"}", "\0\1\2")) {
            Files.writeString(folder.resolve("a/b/key.json"), damage);
            assertThat(store.read("key")).as(damage).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNobody() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        ProfileStore store = new ProfileStore(file.resolve("profiles"));
        store.write("key", BUNDLE);
        assertThat(store.read("key")).isEmpty();
        new ProfileStore(Path.of("/proc/no/such")).write("key", BUNDLE);
    }

    @Test
    void theFolderFollowsXdg() {
        assertThat(ProfileStore.defaultFolder(Map.of(), "/home/a"))
                .isEqualTo(Path.of("/home/a/.cache/kuotu/profiles"));
        assertThat(ProfileStore.defaultFolder(Map.of("XDG_CACHE_HOME", "/c"), "/home/a"))
                .isEqualTo(Path.of("/c/kuotu/profiles"));
        assertThat(ProfileStore.defaultFolder(Map.of("XDG_CACHE_HOME", "relative"), "/home/a"))
                .isEqualTo(Path.of("/home/a/.cache/kuotu/profiles"));
    }

    @Test
    void tableAndMetricsSayWhatIsChosen() {
        BatchClasses classes = BatchClasses.of(List.of(1, 2));
        List<String> lines = ProfileTable.lines(BUNDLE, _ -> classes);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(2))
                .contains("step", "256x256", "50.00", "25.00", "40.00")
                .endsWith("*");
        assertThat(lines.get(3)).contains("90.00").doesNotEndWith("*");
        assertThat(lines.get(4)).contains("decode", "not measured");

        CollectorRegistry registry = new CollectorRegistry();
        new ProfileMeter(registry).show("cpu", BUNDLE, _ -> classes);
        assertThat(value(registry, "kuotu_worker_profile_seconds", "4")).isEqualTo(0.09);
        assertThat(value(registry, "kuotu_worker_batch_class", "2")).isEqualTo(1);
        assertThat(value(registry, "kuotu_worker_batch_class", "4")).isNull();
    }

    private static Double value(CollectorRegistry registry, String name, String batch) {
        return registry.getSampleValue(
                name,
                new String[] {"device", "bundle", "work", "batch"},
                new String[] {"cpu", "scenes", "step", batch});
    }

    @Test
    void figuresThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Measure(0, 1, 0)).hasMessageContaining("batch");
        assertThatThrownBy(() -> new Measure(1, Double.NaN, 0)).hasMessageContaining("ms");
        assertThatThrownBy(
                        () ->
                                new WorkProfile(
                                        Work.STEP,
                                        new CanvasSize(8, 8),
                                        List.of(new Measure(1, 1, 0), new Measure(1, 2, 0))))
                .hasMessageContaining("twice");
    }
}
