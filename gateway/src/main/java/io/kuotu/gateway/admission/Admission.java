package io.kuotu.gateway.admission;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.board.Board;
import java.time.Duration;

/**
 * Whether one more job may enter. Counts come from the board, which knows the jobs of all gateways.
 * What rates, costs and shares add to this comes later, in this place.
 */
public final class Admission {
    private static final Duration LATER = Duration.ofSeconds(5);

    /** The answer to one request. */
    public sealed interface Decision {}

    /** Come in. */
    public record Admitted() implements Decision {}

    /**
     * @param problem to answer with
     * @param retryAfter when it is worth trying again
     */
    public record Refused(Problem problem, Duration retryAfter) implements Decision {}

    private final Board board;
    private final int maxQueued;

    public Admission(Board board, int maxQueued) {
        this.board = board;
        this.maxQueued = maxQueued;
    }

    public Decision decide(Tenant tenant) {
        int theirs = board.inFlight(tenant.id());
        if (theirs >= tenant.maxInFlight()) {
            String detail =
                    theirs
                            + " of your jobs are queued or running; the limit is "
                            + tenant.maxInFlight();
            return new Refused(Problem.of(ErrorCode.TOO_MANY_JOBS, detail), LATER);
        }
        if (board.queued() >= maxQueued) {
            return new Refused(
                    Problem.of(
                            ErrorCode.QUEUE_FULL,
                            board.queued() + " jobs are waiting; the limit is " + maxQueued),
                    LATER);
        }
        return new Admitted();
    }
}
