package io.kuotu.common.store;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Calls of the S3 client. A store that answers, and says what no waiting alone will change, has
 * {@code STORE_REFUSED}; every other failure is {@code STORE_UNAVAILABLE}.
 */
final class StoreCalls {
    private static final int FORBIDDEN = 403;
    private static final int FULL = 507;

    private StoreCalls() {}

    interface Call<T> {
        T run() throws MinioException, IOException;
    }

    static <T> T attempt(String what, Call<T> call) {
        try {
            return call.run();
        } catch (MinioException | IOException | UncheckedIOException e) {
            throw Problem.of(code(e), what + ": " + e.getMessage()).asException(e);
        } catch (IllegalStateException e) {
            if (e.getCause()
                    instanceof IOException cut) { // so the client wraps a broken connection
                throw Problem.of(code(cut), what + ": " + cut.getMessage()).asException(e);
            }
            throw e;
        }
    }

    private static ErrorCode code(Exception failure) {
        boolean refused =
                switch (failure) {
                    case ErrorResponseException e ->
                            isRefusal(e.response().code())
                                    || e.errorResponse().code().equals("NoSuchBucket");
                    case ServerException e -> isRefusal(e.statusCode());
                    default -> false;
                };
        return refused ? ErrorCode.STORE_REFUSED : ErrorCode.STORE_UNAVAILABLE;
    }

    private static boolean isRefusal(int status) {
        return status == FORBIDDEN || status == FULL;
    }
}
