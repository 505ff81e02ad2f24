package io.kuotu.common.testing;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A store in memory; {@link #goAway} makes every call fail as a store that does not answer. */
public final class FakeObjectStore implements ObjectStore {
    private static final class Stored {
        private final byte[] content;
        private final String mediaType;
        private final Instant modifiedAt;

        Stored(byte[] content, String mediaType, Instant modifiedAt) {
            this.content = content.clone();
            this.mediaType = mediaType;
            this.modifiedAt = modifiedAt;
        }
    }

    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile boolean away;
    private volatile Consumer<String> onCall = _ -> {};

    public FakeObjectStore() {
        this(InstantSource.system());
    }

    /** Its objects have the clock's age. */
    public FakeObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Is told of each call before it does anything, on its thread, such as {@code get KEY}. */
    public void onCall(Consumer<String> listener) {
        onCall = listener;
    }

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

    private Map<String, Stored> objects(String call) {
        onCall.accept(call);
        if (away) {
            throw Problem.of(ErrorCode.STORE_UNAVAILABLE, "the fake store is away").asException();
        }
        return objects;
    }

    @Override
    public void put(String key, byte[] content, String mediaType) {
        objects("put " + key).put(key, new Stored(content, mediaType, clock.instant()));
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
        Stored stored = new Stored(content, mediaType, clock.instant());
        return objects("putIfAbsent " + key).putIfAbsent(key, stored) == null;
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects("get " + key).get(key))
                .map(stored -> stored.content.clone());
    }

    @Override
    public Optional<InputStream> open(String key) {
        return get(key).map(ByteArrayInputStream::new);
    }

    @Override
    public Optional<Stat> stat(String key) {
        return Optional.ofNullable(objects("stat " + key).get(key))
                .map(stored -> new Stat(stored.content.length, stored.mediaType));
    }

    @Override
    public Optional<InputStream> open(String key, long offset, long length) {
        return Optional.ofNullable(objects("open " + key).get(key))
                .map(
                        stored ->
                                new Counted(
                                        new ByteArrayInputStream(
                                                stored.content,
                                                (int) offset,
                                                (int)
                                                        Math.min(
                                                                length,
                                                                stored.content.length - offset))));
    }

    /** Bytes that were read from parts so far. */
    public long bytesRead() {
        return bytesRead.get();
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int read = super.read(into, from, most);
            bytesRead.addAndGet(Math.max(0, read));
            return read;
        }
    }

    @Override
    public boolean copy(String from, String to) {
        Map<String, Stored> all = objects("copy " + from + " " + to);
        Stored stored = all.get(from);
        if (stored == null) {
            return false;
        }
        all.put(to, new Stored(stored.content, stored.mediaType, clock.instant()));
        return true;
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(key -> objects("delete " + key).remove(key));
    }

    @Override
    public List<String> list(String prefix) {
        return list(prefix, "", Integer.MAX_VALUE).stream().map(Found::key).toList();
    }

    @Override
    public List<Found> list(String prefix, String after, int atMost) {
        return objects("list " + prefix).entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix) && e.getKey().compareTo(after) > 0)
                .sorted(Map.Entry.comparingByKey())
                .limit(atMost)
                .map(
                        e ->
                                new Found(
                                        e.getKey(),
                                        e.getValue().content.length,
                                        e.getValue().modifiedAt))
                .toList();
    }

    /** The form leads nowhere: {@link #put} what would be posted. */
    @Override
    public PostForm presignedPost(
            String key, String mediaType, long leastBytes, long mostBytes, Duration validFor) {
        return new PostForm(URI.create("memory:/"), Map.of("key", key, "Content-Type", mediaType));
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
