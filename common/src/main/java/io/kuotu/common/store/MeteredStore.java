package io.kuotu.common.store;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store whose calls are timed, for {@code /metrics}. Signing asks nobody, and is not timed; of an
 * object that is opened, the time to its first byte is.
 */
public final class MeteredStore implements ObjectStore {
    private static final String OK = "ok";
    private static final String FAILED = "failed";
    private static final List<String> CALLS =
            List.of(
                    "put",
                    "put_if_absent",
                    "get",
                    "open",
                    "stat",
                    "copy",
                    "delete",
                    "list",
                    "is_alive");

    private final ObjectStore store;
    private final Histogram seconds;

    /**
     * @param store that does the work; closed with this one
     * @param registry of the process
     */
    public MeteredStore(ObjectStore store, CollectorRegistry registry) {
        this.store = store;
        this.seconds =
                Histogram.build(
                                "kuotu_store_call_seconds",
                                "Calls to the object store, and whether it did what was asked.")
                        .labelNames("call", "outcome")
                        .buckets(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)
                        .register(registry);
        for (String call : CALLS) {
            var _ = seconds.labels(call, FAILED); // the first failure must be seen as one more
        }
    }

    private <T> T timed(String call, Supplier<T> work) {
        long start = System.nanoTime();
        String outcome = FAILED;
        try {
            T result = work.get();
            outcome = OK;
            return result;
        } finally {
            seconds.labels(call, outcome).observe((System.nanoTime() - start) / 1e9);
        }
    }

    private void timed(String call, Runnable work) {
        boolean _ =
                timed(
                        call,
                        () -> {
                            work.run();
                            return true;
                        });
    }

    @Override
    public void put(String key, byte[] content, String mediaType) {
        timed("put", () -> store.put(key, content, mediaType));
    }

    @Override
    public void put(String key, Path content, String mediaType) {
        timed("put", () -> store.put(key, content, mediaType));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String mediaType) {
        return timed("put_if_absent", () -> store.putIfAbsent(key, content, mediaType));
    }

    @Override
    public Optional<byte[]> get(String key) {
        return timed("get", () -> store.get(key));
    }

    @Override
    public Optional<InputStream> open(String key) {
        return timed("open", () -> store.open(key));
    }

    @Override
    public Optional<InputStream> open(String key, long offset, long length) {
        return timed("open", () -> store.open(key, offset, length));
    }

    @Override
    public Optional<Stat> stat(String key) {
        return timed("stat", () -> store.stat(key));
    }

    @Override
    public boolean copy(String from, String to) {
        return timed("copy", () -> store.copy(from, to));
    }

    @Override
    public void delete(Collection<String> keys) {
        timed("delete", () -> store.delete(keys));
    }

    @Override
    public List<Found> list(String prefix, String after, int atMost) {
        return timed("list", () -> store.list(prefix, after, atMost));
    }

    @Override
    public List<String> list(String prefix) {
        return timed("list", () -> store.list(prefix));
    }

    @Override
    public URI presignedGet(String key, Duration validFor) {
        return store.presignedGet(key, validFor);
    }

    @Override
    public PostForm presignedPost(
            String key, String mediaType, long leastBytes, long mostBytes, Duration validFor) {
        return store.presignedPost(key, mediaType, leastBytes, mostBytes, validFor);
    }

    @Override
    public boolean isAlive() {
        long start = System.nanoTime();
        boolean alive = store.isAlive();
        seconds.labels("is_alive", alive ? OK : FAILED).observe((System.nanoTime() - start) / 1e9);
        return alive;
    }

    @Override
    public void close() {
        store.close();
    }
}
