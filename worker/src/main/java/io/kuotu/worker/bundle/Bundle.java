package io.kuotu.worker.bundle;

import java.nio.file.Path;

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

    /** Name and version, for logs and manifests. */
    public String label() {
        return manifest.name() + "@" + manifest.version();
    }
}
