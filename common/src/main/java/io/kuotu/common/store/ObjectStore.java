package io.kuotu.common.store;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    /**
     * One of a listing.
     *
     * @param key names it
     * @param bytes its size
     * @param modifiedAt when it was written last, by the store's clock
     */
    record Found(String key, long bytes, Instant modifiedAt) {}

    /**
     * A form that lets anyone who has it post one file.
     *
     * @param url where to
     * @param fields to send before the part {@code file}
     */
    record PostForm(URI url, Map<String, String> fields) {
        public PostForm {
            fields = Map.copyOf(fields);
        }
    }

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

    /**
     * A part of an object; the caller closes the stream.
     *
     * @param key of the object
     * @param offset of the first byte, less than the object's size
     * @param length in bytes, 1 or more; past the end is cut off
     */
    Optional<InputStream> open(String key, long offset, long length);

    Optional<Stat> stat(String key);

    /** Within the store: no byte comes here. False where there is no such object. */
    boolean copy(String from, String to);

    /** What is not there is deleted already. */
    void delete(Collection<String> keys);

    /**
     * The first keys that begin with {@code prefix} and come after {@code after}, sorted; fewer
     * than {@code atMost} are the last.
     */
    List<Found> list(String prefix, String after, int atMost);

    /** Keys that begin with {@code prefix}, sorted. For few objects: all are in memory at once. */
    List<String> list(String prefix);

    /** A URL that lets anyone who has it read the object until it expires. */
    URI presignedGet(String key, Duration validFor);

    /**
     * A form for one object, which the store itself holds to its key, type and size. Who has it may
     * post several times until it expires: the last one stays.
     *
     * @param key it will have
     * @param mediaType it must have
     * @param leastBytes of the file
     * @param mostBytes of the file
     * @param validFor from now on
     */
    PostForm presignedPost(
            String key, String mediaType, long leastBytes, long mostBytes, Duration validFor);

    /** True while the store answers. */
    boolean isAlive();

    @Override
    void close();
}
