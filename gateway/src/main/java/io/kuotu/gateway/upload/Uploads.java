package io.kuotu.gateway.upload;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobIds;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.retention.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Begins uploads. Blocks; thread safe. */
public final class Uploads {
    private final ObjectStore store;
    private final Contents contents;
    private final JobIds ids;
    private final Limits limits;
    private final InstantSource clock;

    /**
     * @param maxBytes of a file
     * @param formLife how long a form may be posted
     * @param retention of what was posted
     */
    public record Limits(long maxBytes, Duration formLife, Retention retention) {}

    public Uploads(
            ObjectStore store, Contents contents, JobIds ids, Limits limits, InstantSource clock) {
        this.store = store;
        this.contents = contents;
        this.ids = ids;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * What a client is going to post.
     *
     * @param mediaType that the form will have
     * @param bytes of the file, where they are known: then the store takes no other size
     * @param sha256 of the file, where it is known: what this tenant has in the store already need
     *     not be posted
     */
    public record Order(String mediaType, OptionalLong bytes, Optional<String> sha256) {}

    /**
     * @param id to name the picture by
     * @param form to post; empty where nothing needs to be posted
     * @param formUntil when the form expires
     * @param usableUntil when the id expires
     * @param maxBytes of a file
     */
    public record Begun(
            UploadId id,
            Optional<ObjectStore.PostForm> form,
            Instant formUntil,
            Instant usableUntil,
            long maxBytes) {}

    public Begun begin(TenantId tenant, Order order) {
        checkSize(order);
        UploadId id = UploadId.of(ids.next());
        Optional<Content> there = order.sha256().flatMap(sha -> contents.ofTenant(tenant, sha));
        there.ifPresent(content -> contents.settle(tenant, id, content));
        Instant now = clock.instant();
        return new Begun(
                id,
                there.isPresent() ? Optional.empty() : Optional.of(form(tenant, id, order)),
                now.plus(limits.formLife()),
                id.createdAt().plus(limits.retention().uploads()),
                limits.maxBytes());
    }

    private void checkSize(Order order) {
        if (order.bytes().orElse(0) > limits.maxBytes()) {
            String detail = "a file may have at most " + limits.maxBytes() + " bytes";
            throw Problem.at("bytes", ErrorCode.PAYLOAD_TOO_LARGE, detail).asException();
        }
    }

    private ObjectStore.PostForm form(TenantId tenant, UploadId id, Order order) {
        return store.presignedPost(
                ObjectKeys.upload(tenant, id.value()),
                order.mediaType(),
                order.bytes().orElse(1),
                order.bytes().orElse(limits.maxBytes()),
                limits.formLife());
    }
}
