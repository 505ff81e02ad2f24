package io.kuotu.common.store;

import static io.kuotu.common.store.StoreCalls.attempt;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.kuotu.common.job.ProblemException;
import io.minio.BucketExistsArgs;
import io.minio.CopyObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.SourceObject;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MinIO, or whatever else speaks S3 and honours {@code If-None-Match} on writes. Owns its HTTP
 * connections.
 */
public final class S3ObjectStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration SILENCE_AT_MOST = Duration.ofSeconds(30);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final int AT_ONCE = 64;
    private static final int PAGE = 1000;
    private static final int UNAVAILABLE = 503;
    private static final long PART_BYTES = 16L << 20;
    private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject");

    private final OkHttpClient http;
    private final MinioClient client;
    private final Presigner presigner;
    private final String bucket;

    private S3ObjectStore(StoreAddress address) {
        this.http =
                new OkHttpClient.Builder()
                        .dispatcher(dispatcher())
                        .connectionPool(new ConnectionPool(AT_ONCE, 1, TimeUnit.MINUTES))
                        .connectTimeout(CONNECT_WITHIN)
                        .readTimeout(SILENCE_AT_MOST)
                        .writeTimeout(SILENCE_AT_MOST)
                        .build();
        this.client = client(address, address.endpoint());
        URI shown = address.publicEndpoint().orElse(address.endpoint());
        this.presigner = new Presigner(client(address, shown), shown, address.bucket());
        this.bucket = address.bucket();
    }

    /** By itself it lets five requests a host through at once. */
    private static Dispatcher dispatcher() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(AT_ONCE);
        dispatcher.setMaxRequestsPerHost(AT_ONCE);
        return dispatcher;
    }

    private MinioClient client(StoreAddress address, URI endpoint) {
        return MinioClient.builder()
                .endpoint(endpoint.toString())
                .region(address.region())
                .credentials(address.accessKey(), address.secretKey())
                .httpClient(http)
                .build();
    }

    /**
     * Connects, and makes the bucket where it is missing. A store that answers but is still
     * starting (MinIO says 503 for a while after it has said that it is ready) is waited for, half
     * a minute at most.
     */
    public static S3ObjectStore open(StoreAddress address) {
        return open(address, STARTS_WITHIN);
    }

    static S3ObjectStore open(StoreAddress address, Duration startsWithin) {
        S3ObjectStore store = new S3ObjectStore(address);
        try {
            Failsafe.with(whileStarting(startsWithin)).run(store::makeBucket);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        return store;
    }

    private static RetryPolicy<Object> whileStarting(Duration atMost) {
        return RetryPolicy.builder()
                .handleIf(e -> isStarting(e.getCause()))
                .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(2))
                .withMaxRetries(-1)
                .withMaxDuration(atMost)
                .onRetry(
                        e ->
                                LOG.info(
                                        "the object store is still starting: {}",
                                        e.getLastException().getMessage()))
                .build();
    }

    private static boolean isStarting(@Nullable Throwable cause) {
        return switch (cause) {
            case ServerException e -> e.statusCode() == UNAVAILABLE;
            case ErrorResponseException e -> e.response().code() == UNAVAILABLE;
            case null, default -> false;
        };
    }

    private void makeBucket() {
        attempt(
                "make bucket " + bucket,
                () -> {
                    if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                        makeMissingBucket();
                    }
                    return bucket;
                });
    }

    private void makeMissingBucket() throws MinioException {
        try {
            client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            LOG.info("made bucket {}", bucket);
        } catch (ErrorResponseException e) {
            if (!e.errorResponse()
                    .code()
                    .startsWith("BucketAlready")) { // another process was faster
                throw e;
            }
        }
    }

    @Override
    public void put(String key, byte[] content, String mediaType) {
        attempt(
                "put " + key,
                () -> client.putObject(put(key, mediaType).data(content, content.length).build()));
    }

    @Override
    public void put(String key, Path content, String mediaType) {
        attempt(
                "put " + key,
                () -> {
                    try (InputStream in = Files.newInputStream(content)) {
                        return client.putObject(
                                put(key, mediaType).stream(in, Files.size(content), PART_BYTES)
                                        .build());
                    }
                });
    }

    private PutObjectArgs.Builder put(String key, String mediaType) {
        return PutObjectArgs.builder().bucket(bucket).object(key).contentType(mediaType);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String mediaType) {
        return attempt(
                "put " + key + " if absent",
                () -> {
                    try {
                        client.putObject(
                                put(key, mediaType)
                                        .headers(Map.of("If-None-Match", "*"))
                                        .data(content, content.length)
                                        .build());
                        return true;
                    } catch (ErrorResponseException e) {
                        if (e.response().code() == 412
                                || e.response().code()
                                        == 409) { // 409: another write of this key is under way
                            return false;
                        }
                        throw e;
                    }
                });
    }

    @Override
    public Optional<byte[]> get(String key) {
        return attempt(
                "get " + key,
                () -> {
                    Optional<InputStream> found = openOrAbsent(key);
                    if (found.isEmpty()) {
                        return Optional.empty();
                    }
                    try (InputStream in = found.get()) {
                        return Optional.of(in.readAllBytes());
                    }
                });
    }

    @Override
    public Optional<InputStream> open(String key) {
        return attempt("open " + key, () -> openOrAbsent(key));
    }

    @Override
    public Optional<InputStream> open(String key, long offset, long length) {
        return attempt(
                "open a part of " + key,
                () ->
                        openOrAbsent(
                                GetObjectArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .offset(offset)
                                        .length(length)
                                        .build()));
    }

    private Optional<InputStream> openOrAbsent(String key) throws MinioException {
        return openOrAbsent(GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    private Optional<InputStream> openOrAbsent(GetObjectArgs what) throws MinioException {
        try {
            return Optional.of(client.getObject(what));
        } catch (ErrorResponseException e) {
            return absentOrThrow(e);
        }
    }

    @Override
    public Optional<Stat> stat(String key) {
        return attempt(
                "stat " + key,
                () -> {
                    try {
                        StatObjectResponse found =
                                client.statObject(
                                        StatObjectArgs.builder()
                                                .bucket(bucket)
                                                .object(key)
                                                .build());
                        return Optional.of(new Stat(found.size(), found.contentType()));
                    } catch (ErrorResponseException e) {
                        return absentOrThrow(e);
                    }
                });
    }

    private static <T> Optional<T> absentOrThrow(ErrorResponseException e)
            throws ErrorResponseException {
        boolean bucketGone = e.errorResponse().code().equals("NoSuchBucket");
        if (ABSENT.contains(e.errorResponse().code())
                || (e.response().code() == 404 && !bucketGone)) {
            return Optional.empty();
        }
        throw e;
    }

    @Override
    public boolean copy(String from, String to) {
        return attempt(
                "copy " + from + " to " + to,
                () -> {
                    try {
                        client.copyObject(
                                CopyObjectArgs.builder()
                                        .bucket(bucket)
                                        .object(to)
                                        .source(
                                                SourceObject.builder()
                                                        .bucket(bucket)
                                                        .object(from)
                                                        .build())
                                        .build());
                        return true;
                    } catch (ErrorResponseException e) {
                        return absentOrThrow(e).isPresent();
                    }
                });
    }

    @Override
    public void delete(Collection<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        attempt(
                "delete " + keys.size() + " objects",
                () -> {
                    RemoveObjectsArgs what =
                            RemoveObjectsArgs.builder()
                                    .bucket(bucket)
                                    .objects(keys.stream().map(DeleteRequest.Object::new).toList())
                                    .build();
                    for (Result<DeleteResult.Error> failure : client.removeObjects(what)) {
                        throw new IOException(failure.get().toString());
                    }
                    return bucket;
                });
    }

    @Override
    public List<String> list(String prefix) {
        return list(prefix, "", Integer.MAX_VALUE).stream().map(Found::key).sorted().toList();
    }

    @Override
    public List<Found> list(String prefix, String after, int atMost) {
        return attempt(
                "list " + prefix,
                () -> {
                    List<Found> found = new ArrayList<>();
                    for (Result<Item> next : client.listObjects(listing(prefix, after, atMost))) {
                        Item item = next.get();
                        found.add(
                                new Found(
                                        item.objectName(),
                                        item.size(),
                                        item.lastModified().toInstant()));
                        if (found.size() == atMost) {
                            break;
                        }
                    }
                    return found;
                });
    }

    private ListObjectsArgs listing(String prefix, String after, int atMost) {
        ListObjectsArgs.Builder listing =
                ListObjectsArgs.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .recursive(true)
                        .maxKeys(Math.min(atMost, PAGE));
        return after.isEmpty() ? listing.build() : listing.startAfter(after).build();
    }

    @Override
    public URI presignedGet(String key, Duration validFor) {
        return presigner.get(key, validFor);
    }

    @Override
    public PostForm presignedPost(
            String key, String mediaType, long leastBytes, long mostBytes, Duration validFor) {
        return presigner.post(key, mediaType, leastBytes, mostBytes, validFor);
    }

    @Override
    public boolean isAlive() {
        try {
            return attempt(
                    "look for bucket",
                    () -> client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build()));
        } catch (ProblemException e) {
            return false;
        }
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
