package io.kuotu.common.job;

import org.jspecify.annotations.Nullable;

/** A {@link Problem} on its way up. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.code().label() + ": " + problem.detail(), cause);
        this.problem = problem;
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
