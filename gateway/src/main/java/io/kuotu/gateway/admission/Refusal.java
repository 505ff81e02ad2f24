package io.kuotu.gateway.admission;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a job is not let in.
 *
 * @param problem to answer with
 * @param retryAfter when the same request would be let in, if nothing else comes; empty where
 *     waiting does not help
 */
public record Refusal(Problem problem, Optional<Duration> retryAfter) {
    static Refusal now(ErrorCode code, String detail, Duration retryAfter) {
        return new Refusal(Problem.of(code, detail), Optional.of(retryAfter));
    }

    static Refusal forGood(String field, ErrorCode code, String detail) {
        return new Refusal(Problem.at(field, code, detail), Optional.empty());
    }

    /** Where waiting helps. */
    Refusal later(Duration by) {
        return new Refusal(problem, retryAfter.map(after -> after.plus(by)));
    }

    public ProblemException asException() {
        return retryAfter.map(problem::asException).orElseGet(problem::asException);
    }
}
