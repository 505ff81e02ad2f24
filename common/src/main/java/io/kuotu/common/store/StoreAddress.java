package io.kuotu.common.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Optional;

/**
 * Where the store is.
 *
 * @param endpoint as this process reaches it
 * @param publicEndpoint as clients reach it, where that differs: presigned URLs are made for it
 * @param region of the bucket
 * @param bucket that holds everything
 * @param accessKey and
 * @param secretKey of this process
 */
public record StoreAddress(
        URI endpoint,
        Optional<URI> publicEndpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey) {
    public StoreAddress {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(publicEndpoint, "publicEndpoint is null");
        requireNonNull(region, "region is null");
        requireNonNull(bucket, "bucket is null");
        requireNonNull(accessKey, "accessKey is null");
        requireNonNull(secretKey, "secretKey is null");
    }

    @Override
    public String toString() {
        return endpoint + "/" + bucket;
    }
}
