package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stored sources to pixels. What the gateway checked is checked again: a record may come from
 * elsewhere. Blocks; thread safe.
 */
final class SourceFetcher {
    private static final String FIELD = "image";

    private final ObjectStore store;
    private final PictureLimits limits;

    SourceFetcher(ObjectStore store, PictureLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    Picture fetch(Job job, int width, int height) throws IOException {
        Path file = Files.createTempFile("kuotu-source-", ".bin");
        try {
            download(job.source(), file);
            PictureHeader header = PictureInspector.inspect(file, FIELD);
            limits.check(header, FIELD)
                    .ifPresent(
                            problem -> {
                                throw problem.asException();
                            });
            if (header.width() != width || header.height() != height) {
                throw Problem.at(
                                FIELD,
                                ErrorCode.INVALID_REQUEST,
                                "the source is %dx%d px, not %dx%d as the job says"
                                        .formatted(header.width(), header.height(), width, height))
                        .asException();
            }
            return PictureDecoder.decode(file, header);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A store may give back other bytes than it was given; nobody wants a picture of those. */
    private void download(SourcePicture source, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(open(source.key()), digest)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(source.sha256())) {
            throw Problem.at(
                            FIELD,
                            ErrorCode.PICTURE_DAMAGED,
                            "the stored source is not the one that was accepted: its SHA-256 is "
                                    + found
                                    + ", not "
                                    + source.sha256())
                    .asException();
        }
    }

    private InputStream open(String key) {
        return store.open(key)
                .orElseThrow(
                        () ->
                                Problem.at(
                                                FIELD,
                                                ErrorCode.NOT_A_PICTURE,
                                                "the source is not in the store any more")
                                        .asException());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
