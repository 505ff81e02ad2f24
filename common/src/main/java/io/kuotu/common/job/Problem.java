package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What went wrong, once: the code, a sentence with the figures of this occurrence, and the
 * request's field at fault (a path such as {@code margins.left}) where there is one.
 */
public record Problem(ErrorCode code, String detail, Optional<String> field) {
    public Problem {
        requireNonNull(code, "code is null");
        requireNonNull(detail, "detail is null");
        requireNonNull(field, "field is null");
    }

    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, Optional.empty());
    }

    public static Problem at(String field, ErrorCode code, String detail) {
        return new Problem(code, detail, Optional.of(field));
    }

    public ProblemException asException() {
        return new ProblemException(this, null);
    }

    public ProblemException asException(Throwable cause) {
        return new ProblemException(this, cause);
    }

    /** With the time after which the same request is worth trying again. */
    public ProblemException asException(Duration retryAfter) {
        return new ProblemException(this, null, retryAfter);
    }
}
