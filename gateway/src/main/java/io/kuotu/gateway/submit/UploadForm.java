package io.kuotu.gateway.submit;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.gateway.retention.Retention;
import io.kuotu.gateway.upload.Content;
import io.kuotu.gateway.upload.Contents;
import io.kuotu.gateway.upload.UploadId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * {@code upload_...}: what the tenant has posted to the store. The first use reads it once, from
 * beginning to end, and keeps what it read by its content: what could be posted meanwhile changes
 * nothing. Later uses know it by its note.
 */
public final class UploadForm implements SourceForm {
    /** Files that are read at once: they lie on this machine's disk meanwhile. */
    private static final int READ_AT_ONCE = 16;

    private record Name(TenantId tenant, UploadId id) {}

    private final ObjectStore store;
    private final Sources sources;
    private final Contents contents;
    private final Retention retention;
    private final InstantSource clock;
    private final Semaphore reading = new Semaphore(READ_AT_ONCE);
    private final ConcurrentMap<Name, CompletableFuture<Content>> underWay =
            new ConcurrentHashMap<>();

    public UploadForm(
            ObjectStore store,
            Sources sources,
            Contents contents,
            Retention retention,
            InstantSource clock) {
        this.store = store;
        this.sources = sources;
        this.contents = contents;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public Optional<Candidate> find(TenantId tenant, String image)
            throws IOException, InterruptedException {
        if (!UploadId.isValid(image)) {
            return Optional.empty();
        }
        UploadId id = new UploadId(image);
        if (!retention.keepsUpload(id.createdAt(), clock.instant())) {
            throw absent("uploads are kept for " + Retention.inWords(retention.uploads()))
                    .asException();
        }
        Optional<Content> known = contents.find(tenant, id);
        Content content = known.isPresent() ? known.get() : readOnce(new Name(tenant, id));
        return Optional.of(Candidate.stored(source(content)));
    }

    @Override
    public String example() {
        return "upload_<id>";
    }

    private static Source source(Content content) {
        return new Source(
                new SourcePicture(content.key(), content.sha256(), content.mediaType()),
                content.width(),
                content.height());
    }

    private static Problem absent(String why) {
        return Problem.at(Sources.FIELD, ErrorCode.UPLOAD_NOT_FOUND, why);
    }

    /** Of several that want the same upload at once, one reads. */
    private Content readOnce(Name name) throws IOException, InterruptedException {
        CompletableFuture<Content> mine = new CompletableFuture<>();
        CompletableFuture<Content> first = underWay.putIfAbsent(name, mine);
        if (first != null) {
            return await(first);
        }
        try {
            Content content = read(name);
            mine.complete(content);
            return content;
        } catch (IOException | InterruptedException | RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(name, mine);
        }
    }

    private static Content await(CompletableFuture<Content> first)
            throws IOException, InterruptedException {
        try {
            return first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IOException(e.getCause());
        }
    }

    private Content read(Name name) throws IOException, InterruptedException {
        reading.acquire();
        Path file = Files.createTempFile("kuotu-upload-", ".bin");
        try {
            fetch(ObjectKeys.upload(name.tenant(), name.id().value()), file);
            try (Candidate picture = sources.look(file, true)) {
                Source kept = picture.store();
                Content found =
                        new Content(
                                kept.picture().sha256(),
                                kept.picture().mediaType(),
                                kept.width(),
                                kept.height(),
                                ObjectKeys.dayOf(kept.picture().key()));
                return contents.settle(name.tenant(), name.id(), found);
            }
        } finally {
            Files.deleteIfExists(file);
            reading.release();
        }
    }

    private void fetch(String key, Path file) throws IOException {
        Optional<InputStream> posted = store.open(key);
        if (posted.isEmpty()) {
            throw absent("nothing was posted to this upload yet, or it is not yours").asException();
        }
        try (InputStream in = posted.get()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORE_UNAVAILABLE, "reading " + key + " broke off")
                    .asException(e);
        }
    }
}
