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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
            download(job.source().key(), file);
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

    private void download(String key, Path file) throws IOException {
        try (InputStream in =
                store.open(key)
                        .orElseThrow(
                                () ->
                                        Problem.at(
                                                        FIELD,
                                                        ErrorCode.NOT_A_PICTURE,
                                                        "the source is not in the store any more")
                                                .asException())) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
