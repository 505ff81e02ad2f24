package io.kuotu.worker.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.bundle.BundleManifest.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads bundles from folders. A TorchScript file runs code, so nothing is handed on whose bytes are
 * not those of the manifest.
 */
public final class BundleReader {
    static final String MANIFEST = "bundle.json";
    private static final Set<String> OUTPAINT_FILES = Set.of("encoder.pt", "decoder.pt", "unet.pt");
    private static final Set<String> TEXT_FILES = Set.of("text_encoder.pt", "tokenizer.json");
    private static final Set<String> UPSCALE_FILES = Set.of("upscaler.pt");
    private static final Set<String> IMAGE_FILES = Set.of("image.pt");

    private BundleReader() {}

    /**
     * The bundles of these names in a folder of bundles, in that order. Throws {@link
     * InvalidBundle}.
     */
    public static List<Bundle> readAll(Path models, List<String> names) {
        List<Bundle> bundles = new ArrayList<>();
        for (String name : names) {
            bundles.add(read(models.resolve(name)));
        }
        return bundles;
    }

    /** {@link #readAll} for whom the manifests are enough: no other file is looked at. */
    public static List<Bundle> describeAll(Path models, List<String> names) {
        List<Bundle> bundles = new ArrayList<>();
        for (String name : names) {
            Path folder = models.resolve(name);
            bundles.add(new Bundle(folder, manifest(folder)));
        }
        return bundles;
    }

    /** Names of the folders below {@code models} that hold a manifest, sorted. */
    public static List<String> namesIn(Path models) {
        try (Stream<Path> folders = Files.list(models)) {
            return folders.filter(f -> Files.exists(f.resolve(MANIFEST)))
                    .map(f -> f.getFileName().toString())
                    .filter(n -> !n.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidBundle(models, "cannot be listed: " + e.getMessage(), e);
        }
    }

    public static Bundle read(Path folder) {
        BundleManifest manifest = manifest(folder);
        for (String file : needed(manifest)) {
            if (!manifest.files().containsKey(file)) {
                throw new InvalidBundle(folder, MANIFEST + " does not list " + file, null);
            }
        }
        for (Map.Entry<String, FileEntry> entry : manifest.files().entrySet()) {
            verify(folder, entry.getKey(), entry.getValue());
        }
        return new Bundle(folder, manifest);
    }

    private static Set<String> needed(BundleManifest manifest) {
        if (manifest.outpaint().isEmpty()) {
            return manifest.image().isPresent() ? IMAGE_FILES : UPSCALE_FILES;
        }
        Set<String> needed = new TreeSet<>(OUTPAINT_FILES);
        if (manifest.outpaint().get().text().isPresent()) {
            needed.addAll(TEXT_FILES);
        }
        return needed;
    }

    private static BundleManifest manifest(Path folder) {
        try {
            return mapper().readValue(
                            Files.readAllBytes(folder.resolve(MANIFEST)), BundleManifest.class);
        } catch (IOException e) {
            throw new InvalidBundle(folder, MANIFEST + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ObjectMapper mapper() {
        return JsonCodec.mapper();
    }

    private static void verify(Path folder, String name, FileEntry entry) {
        Path file = inside(folder, name);
        try {
            Optional<String> fault = fault(file, entry);
            if (fault.isPresent()) {
                throw new InvalidBundle(folder, name + " " + fault.get(), null);
            }
        } catch (IOException e) {
            throw new InvalidBundle(folder, name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A file of the folder itself; a name that leads elsewhere is refused. */
    static Path inside(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!folder.normalize().equals(file.getParent())) {
            throw new InvalidBundle(folder, "'" + name + "' is no plain file name", null);
        }
        return file;
    }

    /** What tells a file from the one that the manifest means; empty: nothing. */
    static Optional<String> fault(Path file, FileEntry entry) throws IOException {
        long size = Files.size(file);
        if (size != entry.bytes()) {
            return Optional.of("has " + size + " bytes instead of " + entry.bytes());
        }
        String found = sha256(file);
        return found.equals(entry.sha256())
                ? Optional.empty()
                : Optional.of(
                        "is not the file of the manifest (sha256 "
                                + found
                                + " instead of "
                                + entry.sha256()
                                + ")");
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
