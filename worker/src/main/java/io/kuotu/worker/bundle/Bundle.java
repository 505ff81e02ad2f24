package io.kuotu.worker.bundle;

import io.kuotu.common.provenance.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A bundle whose files are what its manifest says.
 *
 * @param folder on disk
 * @param manifest of it
 */
public record Bundle(Path folder, BundleManifest manifest) {
    public Path file(String name) {
        return folder.resolve(name);
    }

    public String name() {
        return manifest.name();
    }

    /** Of {@code bundle.json}, which names the hash of every other file; in hexadecimal. */
    public String sha256() {
        try {
            return Sha256.hex(Files.readAllBytes(file(BundleReader.MANIFEST)));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle's manifest is gone: " + folder, e);
        }
    }

    /**
     * The same bundles in the same order, but for those before all others that prefer the device.
     */
    public static List<Bundle> preferredFirst(List<Bundle> bundles, String deviceKind) {
        return bundles.stream()
                .sorted(
                        Comparator.comparing( // stable
                                b -> !b.manifest().preferredOn().contains(deviceKind)))
                .toList();
    }

    /** Name and version, for logs and manifests. */
    public String label() {
        return manifest.name() + "@" + manifest.version();
    }
}
