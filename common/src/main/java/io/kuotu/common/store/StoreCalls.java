package io.kuotu.common.store;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Calls of the S3 client, whose failures are all {@code STORE_UNAVAILABLE}. */
final class StoreCalls {
    private StoreCalls() {}

    interface Call<T> {
        T run() throws MinioException, IOException;
    }

    static <T> T attempt(String what, Call<T> call) {
        try {
            return call.run();
        } catch (MinioException | IOException | UncheckedIOException e) {
            throw Problem.of(ErrorCode.STORE_UNAVAILABLE, what + ": " + e.getMessage())
                    .asException(e);
        }
    }
}
