package io.kuotu.worker.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.bundle.BundleManifest.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings bundles from the object store into a folder, before it is read. A file that is there
 * already with the bytes that the manifest wants is not fetched again. Used by one thread, at
 * start.
 */
public final class BundleFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFetcher.class);

    private final ObjectStore store;
    private final String prefix;

    /**
     * @param store to fetch from
     * @param prefix of the keys; {@code <prefix><bundle>/<file>}
     */
    public BundleFetcher(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    /** Names of the bundles that lie there, sorted. */
    public List<String> names() {
        String manifest = "/" + BundleReader.MANIFEST;
        return store.list(prefix).stream()
                .filter(key -> key.endsWith(manifest))
                .map(key -> key.substring(prefix.length(), key.length() - manifest.length()))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    /**
     * Brings one bundle in. Throws {@link InvalidBundle} where the store's is not whole; then the
     * folder's manifest is the one that was there before.
     *
     * @param name of the bundle
     * @param models folder of bundles
     */
    public void fetch(String name, Path models) {
        Path folder = models.resolve(name).normalize();
        if (name.isBlank() || !models.normalize().equals(folder.getParent())) {
            throw new InvalidBundle(models, "'" + name + "' is no name of a bundle", null);
        }
        byte[] manifest =
                store.get(key(name, BundleReader.MANIFEST))
                        .orElseThrow(() -> missing(folder, key(name, BundleReader.MANIFEST)));
        try {
            Files.createDirectories(folder);
            Map<String, FileEntry> files =
                    JsonCodec.mapper().readValue(manifest, BundleManifest.class).files();
            for (Map.Entry<String, FileEntry> file : files.entrySet()) {
                fetch(name, folder, file.getKey(), file.getValue());
            }
            replace(folder.resolve(BundleReader.MANIFEST), manifest);
        } catch (JsonProcessingException e) {
            throw new InvalidBundle(
                    folder, key(name, BundleReader.MANIFEST) + " cannot be read", e);
        } catch (IOException e) {
            throw new InvalidBundle(folder, "cannot be written: " + e.getMessage(), e);
        }
    }

    private void fetch(String name, Path folder, String file, FileEntry entry) throws IOException {
        Path target = BundleReader.inside(folder, file);
        if (Files.exists(target) && BundleReader.fault(target, entry).isEmpty()) {
            return;
        }
        Path part = BundleReader.inside(folder, "." + file + ".part");
        String key = key(name, file);
        try (InputStream in = store.open(key).orElseThrow(() -> missing(folder, key));
                var out = Files.newOutputStream(part)) {
            // One byte more than announced tells that there is too much; an endless object ends
            // here.
            byte[] buffer = new byte[1 << 16];
            long left = entry.bytes() + 1;
            for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(n, left));
                left -= n;
            }
        }
        Optional<String> fault = BundleReader.fault(part, entry);
        if (fault.isPresent()) {
            Files.delete(part);
            throw new InvalidBundle(
                    folder, "in the object store, " + key + " " + fault.get(), null);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("fetched {}, {} bytes", key, entry.bytes());
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private String key(String bundle, String file) {
        return prefix + bundle + "/" + file;
    }

    private static InvalidBundle missing(Path folder, String key) {
        return new InvalidBundle(folder, "the object store has no " + key, null);
    }
}
