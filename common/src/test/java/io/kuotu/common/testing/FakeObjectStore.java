package io.kuotu.common.testing;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store in memory; {@link #goAway} makes every call fail as a store that does not answer. */
public final class FakeObjectStore implements ObjectStore {
    private static final class Stored {
        private final byte[] content;
        private final String mediaType;

        Stored(byte[] content, String mediaType) {
            this.content = content.clone();
            this.mediaType = mediaType;
        }
    }

    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private volatile boolean away;

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    public Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new ConcurrentHashMap<>();
        objects.forEach((key, stored) -> sizes.put(key, stored.content.length));
        return sizes;
    }

    private Map<String, Stored> objects() {
        if (away) {
            throw Problem.of(ErrorCode.STORE_UNAVAILABLE, "the fake store is away").asException();
        }
        return objects;
    }

    @Override
    public void put(String key, byte[] content, String mediaType) {
        objects().put(key, new Stored(content, mediaType));
    }

    @Override
    public void put(String key, Path content, String mediaType) {
        try {
            put(key, Files.readAllBytes(content), mediaType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String mediaType) {
        return objects().putIfAbsent(key, new Stored(content, mediaType)) == null;
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects().get(key)).map(stored -> stored.content.clone());
    }

    @Override
    public Optional<InputStream> open(String key) {
        return get(key).map(ByteArrayInputStream::new);
    }

    @Override
    public Optional<Stat> stat(String key) {
        return Optional.ofNullable(objects().get(key))
                .map(stored -> new Stat(stored.content.length, stored.mediaType));
    }

    @Override
    public List<String> list(String prefix) {
        return objects().keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
    }

    @Override
    public URI presignedGet(String key, Duration validFor) {
        return URI.create("memory:/" + key);
    }

    @Override
    public boolean isAlive() {
        return !away;
    }

    @Override
    public void close() {}
}
