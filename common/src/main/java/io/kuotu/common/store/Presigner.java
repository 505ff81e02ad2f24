package io.kuotu.common.store;

import static io.kuotu.common.store.StoreCalls.attempt;
import static java.time.ZoneOffset.UTC;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioClient;
import io.minio.PostPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Signs URLs and forms for the endpoint that clients reach; asks the store nothing. */
final class Presigner {
    private final MinioClient client;
    private final String bucket;
    private final URI formUrl;

    Presigner(MinioClient client, URI endpoint, String bucket) {
        String base = endpoint.toString();
        this.client = client;
        this.bucket = bucket;
        this.formUrl = URI.create((base.endsWith("/") ? base : base + "/") + bucket);
    }

    URI get(String key, Duration validFor) {
        return attempt(
                "presign " + key,
                () ->
                        URI.create(
                                client.getPresignedObjectUrl(
                                        GetPresignedObjectUrlArgs.builder()
                                                .method(Http.Method.GET)
                                                .bucket(bucket)
                                                .object(key)
                                                .expiry(
                                                        (int) validFor.toSeconds(),
                                                        TimeUnit.SECONDS)
                                                .build())));
    }

    ObjectStore.PostForm post(
            String key, String mediaType, long leastBytes, long mostBytes, Duration validFor) {
        return attempt(
                "presign a form for " + key,
                () -> {
                    PostPolicy policy =
                            new PostPolicy(bucket, ZonedDateTime.now(UTC).plus(validFor));
                    policy.addEqualsCondition("key", key);
                    policy.addEqualsCondition("Content-Type", mediaType);
                    policy.addContentLengthRangeCondition(leastBytes, mostBytes);
                    Map<String, String> fields =
                            new HashMap<>(client.getPresignedPostFormData(policy));
                    fields.putAll(Map.of("key", key, "Content-Type", mediaType));
                    return new ObjectStore.PostForm(formUrl, fields);
                });
    }
}
