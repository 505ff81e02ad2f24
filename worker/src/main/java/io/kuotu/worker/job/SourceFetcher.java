package io.kuotu.worker.job;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.Problem;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stored sources to pixels. What the gateway checked is checked again: a record may come from
 * elsewhere. Blocks; thread safe.
 */
final class SourceFetcher {
    private final ObjectStore store;
    private final PictureLimits limits;

    SourceFetcher(ObjectStore store, PictureLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    Picture fetch(Job job, int width, int height) throws IOException {
        Path file = Files.createTempFile("kuotu-source-", ".bin");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                StoredSource.copy(store, job.source(), out);
            }
            PictureHeader header = PictureInspector.inspect(file, StoredSource.FIELD);
            limits.check(header, StoredSource.FIELD)
                    .ifPresent(
                            problem -> {
                                throw problem.asException();
                            });
            if (header.width() != width || header.height() != height) {
                throw Problem.at(
                                StoredSource.FIELD,
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
}
