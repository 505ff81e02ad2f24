package io.kuotu.common.job;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Problem} on its way up. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final @Nullable Duration retryAfter;

    ProblemException(Problem problem, @Nullable Throwable cause) {
        this(problem, cause, null);
    }

    ProblemException(Problem problem, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(problem.code().label() + ": " + problem.detail(), cause);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public Problem problem() {
        return problem;
    }

    /** The problem inside, or {@link ErrorCode#INTERNAL} for any other failure. */
    public static Problem of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException found) {
                return found.problem;
            }
        }
        return Problem.of(ErrorCode.INTERNAL, failure.getClass().getSimpleName());
    }
}
