package io.kuotu.worker.provenance;

import io.kuotu.common.job.Job;
import io.kuotu.common.lifecycle.Version;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.ContentCredentials;
import io.kuotu.common.provenance.CredentialSigner;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Writes into finished files what they are, signed where there is a key. Blocks; thread safe.
 *
 * @param key of this worker
 * @param credentials writes C2PA's as well
 */
public record Marker(Optional<SigningKey> key, Optional<CredentialSigner> credentials) {
    /** Marks, and signs nothing. */
    public static final Marker UNSIGNED = new Marker(Optional.empty(), Optional.empty());

    /** Without C2PA's. */
    public Marker(Optional<SigningKey> key) {
        this(key, Optional.empty());
    }

    /**
     * One finished picture.
     *
     * @param job that it is of
     * @param index of the output, from 0 on
     * @param seed that it was asked for with
     * @param origin of its job
     * @param picture as it was given to the encoder
     */
    public record Finished(Job job, int index, long seed, Origin origin, Picture picture) {}

    /**
     * Copies a file, with its mark.
     *
     * @param finished what the file is of
     * @param from the encoded picture; may be gone afterwards
     * @param to is overwritten
     */
    public void mark(Finished finished, Path from, Path to) throws IOException {
        Claim claim = claim(finished, seen(finished, from));
        MarkedFile.write(from, to, claim, key);
        if (credentials.isPresent()) {
            ContentCredentials.write(to, from, claim, credentials.get());
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * What whoever opens the file will see. Lossless formats give back what they were given; of
     * others the file is decoded again.
     */
    private static Picture seen(Finished finished, Path file) throws IOException {
        return finished.job().spec().rendition().format().isLossless()
                ? finished.picture()
                : PictureDecoder.decode(file, PictureInspector.inspect(file, "output"));
    }

    private static Claim claim(Finished finished, Picture seen) {
        Job job = finished.job();
        Origin origin = finished.origin();
        return new Claim(
                Claim.SCHEMA,
                job.id().value(),
                finished.index(),
                job.createdAt(),
                "Kuotu " + Version.current(),
                origin.type().uri(),
                origin.bundle(),
                finished.seed(),
                origin.source(),
                pixels(
                        origin,
                        seen,
                        origin.untouched() && job.spec().rendition().format().isLossless()));
    }

    private static Claim.Pixels pixels(Origin origin, Picture seen, boolean preserved) {
        Fingerprint print = Fingerprint.of(seen, origin.original());
        return new Claim.Pixels(
                seen.width(),
                seen.height(),
                origin.original(),
                origin.scale(),
                preserved,
                print.original(),
                print.generated(),
                print.cells());
    }
}
