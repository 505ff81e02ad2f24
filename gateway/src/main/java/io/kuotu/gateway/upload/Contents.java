package io.kuotu.gateway.upload;

import static java.time.ZoneOffset.UTC;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.gateway.retention.Retention;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which upload brought what: in notes beside the uploads, which all gateways see, and the latest in
 * memory. Blocks; thread safe.
 */
public final class Contents {
    private static final int REMEMBERED = 10_000;
    private static final int TRIES = 5;
    private static final String JSON = "application/json";

    private record Name(TenantId tenant, UploadId id) {}

    private final ObjectStore store;
    private final Retention retention;
    private final InstantSource clock;

    /** Guarded by itself; forgets what was asked for least lately. */
    private final Map<Name, Content> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Name, Content> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public Contents(ObjectStore store, Retention retention, InstantSource clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * What the upload brought, with an input of today's; empty where nobody has looked yet. Touches
     * the store only where this gateway has not been asked today.
     */
    public Optional<Content> find(TenantId tenant, UploadId id) {
        Name name = new Name(tenant, id);
        Optional<Content> known = recall(name);
        if (known.isPresent() && known.get().day().equals(today())) {
            return known;
        }
        Optional<Content> noted = known.or(() -> read(ObjectKeys.uploadNote(tenant, id.value())));
        Optional<Content> current = noted.flatMap(this::ofToday);
        if (current.isPresent()) {
            if (!current.equals(noted)) {
                write(ObjectKeys.uploadNote(tenant, id.value()), current.get());
                note(tenant, current.get());
            }
            remember(name, current.get());
        }
        return current;
    }

    /**
     * Says what the upload brought, unless somebody was faster: then what they said holds. The
     * input must be stored.
     */
    public Content settle(TenantId tenant, UploadId id, Content content) {
        Content settled = first(ObjectKeys.uploadNote(tenant, id.value()), content);
        note(tenant, settled);
        remember(new Name(tenant, id), settled);
        return settled;
    }

    /** A picture that this tenant has uploaded today or yesterday, as one of today's. */
    public Optional<Content> ofTenant(TenantId tenant, String sha256) {
        return read(ObjectKeys.note(today(), tenant, sha256))
                .or(() -> read(ObjectKeys.note(today().minusDays(1), tenant, sha256)))
                .flatMap(this::ofToday);
    }

    private void note(TenantId tenant, Content content) {
        write(ObjectKeys.note(content.day(), tenant, content.sha256()), content);
    }

    private Content first(String key, Content content) {
        for (int i = 0; i < TRIES; i++) {
            if (store.putIfAbsent(key, JsonCodec.encode(content), JSON)) {
                return content;
            }
            Optional<Content> theirs = read(key);
            if (theirs.isPresent()) {
                return theirs.get();
            }
        }
        throw new IllegalStateException(key + " is neither there nor can it be written");
    }

    /** Inputs go by day; one of an earlier day is copied while it is sure to be there. */
    private Optional<Content> ofToday(Content content) {
        LocalDate today = today();
        if (content.day().equals(today)) {
            return Optional.of(content);
        }
        Content current = content.of(today);
        boolean there = // not asked of others' pictures: only of what is sure to be this tenant's
                retention.keepsInputs(content.day(), now())
                        && (store.stat(current.key()).isPresent()
                                || store.copy(content.key(), current.key()));
        return there ? Optional.of(current) : Optional.empty();
    }

    private Optional<Content> read(String key) {
        return store.get(key).map(json -> JsonCodec.decode(json, Content.class));
    }

    private void write(String key, Content content) {
        store.put(key, JsonCodec.encode(content), JSON);
    }

    private Optional<Content> recall(Name name) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(name));
        }
    }

    private void remember(Name name, Content content) {
        synchronized (remembered) {
            remembered.put(name, content);
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now(), UTC);
    }

    private Instant now() {
        return clock.instant();
    }
}
