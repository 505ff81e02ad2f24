package io.kuotu.common.config;

import io.kuotu.common.store.StoreAddress;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** How to reach the object store. */
public interface StoreSettings {
    URI endpoint();

    /** As clients reach it, where that differs: presigned URLs are made for it. */
    Optional<URI> publicEndpoint();

    @WithDefault("us-east-1")
    String region();

    @WithDefault("kuotu")
    String bucket();

    String accessKey();

    String secretKey();

    default StoreAddress address() {
        return new StoreAddress(
                endpoint(), publicEndpoint(), region(), bucket(), accessKey(), secretKey());
    }
}
