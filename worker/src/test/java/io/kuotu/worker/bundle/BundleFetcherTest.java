package io.kuotu.worker.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.testing.FakeObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFetcherTest {
    private static final Path SHIPPED = Path.of("models/sharp-x2");

    @TempDir Path models;
    private final FakeObjectStore store = new FakeObjectStore();
    private final BundleFetcher fetcher = new BundleFetcher(store, "models");

    @BeforeEach
    void upload() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file : files.toList()) {
                store.put(
                        "models/sharp-x2/" + file.getFileName(), file, "application/octet-stream");
            }
        }
        store.put("models/notes/readme.txt", "no bundle".getBytes(UTF_8), "text/plain");
    }

    @Test
    void aBundleComesWholeAndIsNotFetchedTwice() throws IOException {
        assertThat(fetcher.names()).containsExactly("sharp-x2");
        fetcher.fetch("sharp-x2", models);
        Bundle bundle = BundleReader.read(models.resolve("sharp-x2"));
        assertThat(bundle.manifest()).isEqualTo(BundleReader.read(SHIPPED).manifest());

        Path weights = bundle.file("upscaler.pt");
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(weights, before);
        fetcher.fetch("sharp-x2", models);
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(before);
    }

    @Test
    void aDamagedFileIsFetchedAgain() throws IOException {
        fetcher.fetch("sharp-x2", models);
        Files.write(models.resolve("sharp-x2/upscaler.pt"), new byte[] {1});
        fetcher.fetch("sharp-x2", models);
        BundleReader.read(models.resolve("sharp-x2"));
    }

    @Test
    void whatTheStoreHasWrongIsNamedAndNotKept() throws IOException {
        store.put("models/sharp-x2/upscaler.pt", new byte[2_000_000], "application/octet-stream");
        assertThatThrownBy(() -> fetcher.fetch("sharp-x2", models))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("models/sharp-x2/upscaler.pt")
                .hasMessageContaining("bytes instead of");
        try (Stream<Path> files = Files.list(models.resolve("sharp-x2"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .doesNotContain("upscaler.pt", "bundle.json", ".upscaler.pt.part");
        }
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String name : new String[] {"../x", "a/b", "", "/etc"}) {
            assertThatThrownBy(() -> fetcher.fetch(name, models))
                    .isInstanceOf(InvalidBundle.class)
                    .hasMessageContaining("no name of a bundle");
        }
        store.put(
                "models/evil/bundle.json",
                manifestWith("../../elsewhere").getBytes(UTF_8),
                "application/json");
        assertThatThrownBy(() -> fetcher.fetch("evil", models))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("no plain file name");
    }

    private static String manifestWith(String file) {
        return """
        {"format": 1, "name": "evil", "version": "1", "task": "upscale", "licence": "none",
         "upscale": {"factor": 2, "reach": 1},
         "files": {"%s": {"bytes": 1, "sha256": "00"}}}
        """
                .formatted(file);
    }

    @Test
    void aMissingBundleIsNamed() {
        assertThatThrownBy(() -> fetcher.fetch("absent", models))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("models/absent/bundle.json");
    }
}
