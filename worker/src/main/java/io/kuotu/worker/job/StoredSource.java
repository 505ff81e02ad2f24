package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A source as it lies in the store. */
public final class StoredSource {
    /** Of the request, as problems name it. */
    static final String FIELD = "image";

    private StoredSource() {}

    /**
     * Copies it. A store may give back other bytes than it was given, and nobody wants a picture of
     * those: where the hash is not the one that was accepted, a {@link
     * io.kuotu.common.job.ProblemException} says so, after the copy. Blocks.
     */
    public static void copy(ObjectStore store, SourcePicture source, OutputStream to)
            throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(open(store, source.key()), digest)) {
            in.transferTo(to);
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

    private static InputStream open(ObjectStore store, String key) {
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
