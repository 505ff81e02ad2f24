package io.kuotu.worker.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.fleet.BundleInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {
    private static final Path SHIPPED = Path.of("models");

    @TempDir Path models;

    @BeforeEach
    void copyOne() throws IOException {
        Files.createDirectories(models.resolve("sharp-x2"));
        try (Stream<Path> files = Files.list(SHIPPED.resolve("sharp-x2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, models.resolve("sharp-x2").resolve(file.getFileName().toString()));
            }
        }
    }

    private Path manifest() {
        return models.resolve("sharp-x2/bundle.json");
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(manifest());
        assertThat(text).contains(from);
        Files.writeString(manifest(), text.replace(from, to));
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> BundleReader.read(models.resolve("sharp-x2")))
                .isInstanceOf(InvalidBundle.class)
                .satisfies(e -> assertThat(e.getMessage()).contains("sharp-x2").contains(parts));
    }

    @Test
    void everyShippedBundleIsWhole() {
        List<String> names = BundleReader.namesIn(SHIPPED);
        assertThat(names).contains("scenes-256", "sharp-x2");
        List<Bundle> bundles = BundleReader.readAll(SHIPPED, names);
        assertThat(bundles)
                .extracting(b -> b.manifest().task())
                .contains(BundleInfo.Task.OUTPAINT, BundleInfo.Task.UPSCALE);
        assertThat(bundles).allMatch(b -> Files.exists(b.file("ATTRIBUTION.tsv")));
    }

    @Test
    void aChangedByteIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(models.resolve("sharp-x2/upscaler.pt"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(models.resolve("sharp-x2/upscaler.pt"), bytes);
        refused("upscaler.pt", "sha256");
    }

    @Test
    void aShortFileIsNamed() throws IOException {
        Files.write(
                models.resolve("sharp-x2/upscaler.pt"),
                new byte[10],
                StandardOpenOption.TRUNCATE_EXISTING);
        refused("upscaler.pt", "10 bytes");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(models.resolve("sharp-x2/upscaler.pt"));
        refused("upscaler.pt");
    }

    @Test
    void aManifestThatBreaksTheRulesIsNamed() throws IOException {
        edit("\"factor\": 2", "\"factor\": 3");
        refused("bundle.json", "factor is 2 or 4");
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        edit("\"format\": 1", "\"format\": 2");
        refused("format 2");
    }

    @Test
    void aFileOutsideOfTheFolderIsRefused() throws IOException {
        edit("\"ATTRIBUTION.tsv\"", "\"../elsewhere.tsv\"");
        refused("../elsewhere.tsv", "no plain file name");
    }

    @Test
    void theDevicesOwnDefaultComesFirst() throws IOException {
        edit("\"task\"", "\"preferred_on\": [\"cpu\"], \"task\"");
        Bundle preferring = BundleReader.read(models.resolve("sharp-x2"));
        Bundle other = BundleReader.read(SHIPPED.resolve("sharp-x2"));
        assertThat(other.manifest().preferredOn()).isEmpty();
        assertThat(Bundle.preferredFirst(List.of(other, preferring), "cpu"))
                .containsExactly(preferring, other);
        assertThat(Bundle.preferredFirst(List.of(other, preferring), "gpu"))
                .containsExactly(other, preferring);
    }

    @Test
    void noManifestIsNoBundle() throws IOException {
        Files.delete(manifest());
        refused("bundle.json");
        assertThat(BundleReader.namesIn(models)).isEmpty();
    }
}
