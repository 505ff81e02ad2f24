package io.kuotu.worker.profile;

import io.kuotu.common.wire.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Profiles in a folder, a file for each bundle on each kind of device. Nothing of it ever stops a
 * start: what cannot be read is measured again, what cannot be written is said and let be. Several
 * processes may share a folder.
 */
public final class ProfileStore {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileStore.class);

    private final Path folder;

    public ProfileStore(Path folder) {
        this.folder = folder;
    }

    /** {@code kuotu/profiles} where this user's caches are, by the XDG base directories. */
    public static Path defaultFolder(Map<String, String> environment, String home) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base =
                caches.isEmpty() || !Path.of(caches).isAbsolute()
                        ? Path.of(home, ".cache")
                        : Path.of(caches);
        return base.resolve("kuotu").resolve("profiles");
    }

    /** Empty where there is none, or none that can be read. */
    public Optional<BundleProfile> read(String key) {
        Path file = file(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonCodec.decode(Files.readAllBytes(file), BundleProfile.class));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the profile {} is unreadable, measuring again ({})", file, firstLine(e));
            return Optional.empty();
        }
    }

    /** Whole or not at all. */
    public void write(String key, BundleProfile profile) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, key, ".tmp");
            try {
                Files.write(draft, JsonCodec.encode(profile));
                Files.move(draft, file(key), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            LOG.info(
                    "the profile is not kept ({}: {}); the next start measures again",
                    e.getClass().getSimpleName(),
                    e.getMessage());
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private Path file(String key) {
        return folder.resolve(key + ".json");
    }
}
