package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Outputs of our own, read again. Blocks. */
public final class StoredPicture {
    private StoredPicture() {}

    static Picture of(Path file) throws IOException {
        return PictureDecoder.decode(file, PictureInspector.inspect(file, StoredSource.FIELD));
    }

    /** From the store; bytes that are not those that were stored are our fault. */
    public static Picture fetch(ObjectStore store, JobOutput output) throws IOException {
        Path file = Files.createTempFile("kuotu-frame-", "." + output.format().label());
        try {
            SourcePicture stored =
                    new SourcePicture(output.key(), output.sha256(), output.format().mediaType());
            try (OutputStream out = Files.newOutputStream(file)) {
                StoredSource.copy(store, stored, out);
            }
            return of(file);
        } catch (ProblemException e) {
            if (e.problem().code().kind() != ErrorCode.Kind.CALLER) {
                throw e;
            }
            String detail = output.key() + " cannot be read again: " + e.getMessage();
            throw Problem.of(ErrorCode.INTERNAL, detail).asException(e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
