package io.kuotu.common.store;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Named bytes that outlive processes. Every method blocks; none may be called on an event loop. A
 * store that is away is {@code STORE_UNAVAILABLE} (a {@link io.kuotu.common.job.ProblemException}).
 * Thread safe.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * What is known of an object without reading it.
     *
     * @param bytes its size
     * @param mediaType as it was stored
     */
    record Stat(long bytes, String mediaType) {}

    void put(String key, byte[] content, String mediaType);

    void put(String key, Path content, String mediaType);

    /**
     * Writes only where nothing is; false, and nothing written, where something was. Atomic among
     * any number of writers.
     */
    boolean putIfAbsent(String key, byte[] content, String mediaType);

    Optional<byte[]> get(String key);

    /** The caller closes the stream. */
    Optional<InputStream> open(String key);

    Optional<Stat> stat(String key);

    /** Keys that begin with {@code prefix}, sorted. For few objects: all are in memory at once. */
    List<String> list(String prefix);

    /** A URL that lets anyone who has it read the object until it expires. */
    URI presignedGet(String key, Duration validFor);

    /** True while the store answers. */
    boolean isAlive();

    @Override
    void close();
}
