package io.kuotu.worker.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.bundle.InvalidBundle;
import io.kuotu.worker.pipeline.BatchClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @BeforeAll
    static void engine() { // of a JVM that other tests go on in
        DjlDevice.configureEngine(1);
    }

    private static final Path SHIPPED = Path.of("models");
    private static final DjlModels.Layout LAYOUT =
            new DjlModels.Layout("cpu", Precision.FP32, BatchClasses.SINGLE, BatchClasses.SINGLE);

    @TempDir Path models;

    /** A copy whose manifest says something else; its hashes still hold. */
    private Path changed(String bundle, String from, String to) throws IOException {
        Path folder = Files.createDirectories(models.resolve(bundle));
        try (Stream<Path> files = Files.list(SHIPPED.resolve(bundle))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path manifest = folder.resolve("bundle.json");
        String text = Files.readString(manifest);
        assertThat(text).contains(from);
        Files.writeString(manifest, text.replace(from, to));
        return folder;
    }

    private static void load(Path folder) {
        DjlModels.load(List.of(BundleReader.read(folder)), LAYOUT).close();
    }

    @Test
    void whatShipsPasses() {
        for (String name : BundleReader.namesIn(SHIPPED)) {
            load(SHIPPED.resolve(name));
        }
    }

    @Test
    void anUpscalerOfAnotherFactorIsFound() throws IOException {
        Path folder = changed("sharp-x2", "\"factor\": 2", "\"factor\": 4");
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("sharp-x2")
                .hasMessageContaining("values of a picture");
    }

    @Test
    void latentsOfAnotherDepthAreFound() throws IOException {
        Path folder = changed("scenes-256", "\"latent_channels\": 4", "\"latent_channels\": 3");
        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("do not do what bundle.json says");
    }
}
