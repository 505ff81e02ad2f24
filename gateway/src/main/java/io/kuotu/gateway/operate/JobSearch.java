package io.kuotu.gateway.operate;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Finds jobs of all tenants on the board. A page costs the looking at its jobs, which is bounded.
 */
public final class JobSearch {
    static final int MOST_LOOKED_AT = 100_000;

    private final Board board;
    private final InstantSource clock;

    public JobSearch(Board board, InstantSource clock) {
        this.board = board;
        this.clock = clock;
    }

    /**
     * Some jobs, newest first.
     *
     * @param next where to go on; there may be one where {@code jobs} are few, or none: the search
     *     looks at so many and no more
     */
    public record Page(List<JobView> jobs, Optional<JobId> next) {
        public Page {
            jobs = List.copyOf(jobs);
        }
    }

    public Page page(JobFilter filter, Optional<JobId> cursor, int limit) {
        Instant now = clock.instant();
        Iterator<JobView> all = board.jobs(cursor, filter::takes);
        List<JobView> found = new ArrayList<>();
        Optional<JobId> last = Optional.empty();
        for (int looked = 0; all.hasNext(); looked++) {
            if (found.size() == limit || looked == MOST_LOOKED_AT) {
                return new Page(found, last);
            }
            JobView view = all.next();
            last = Optional.of(view.job().id());
            if (filter.takes(view, now)) {
                found.add(view);
            }
        }
        return new Page(found, Optional.empty());
    }

    /** All that are on the board, however many. */
    List<JobView> all(JobFilter filter) {
        Instant now = clock.instant();
        List<JobView> found = new ArrayList<>();
        board.jobs(Optional.empty(), filter::takes)
                .forEachRemaining(
                        view -> {
                            if (filter.takes(view, now)) {
                                found.add(view);
                            }
                        });
        return found;
    }

    /** Anybody's job, as long as the board has it. */
    public JobView find(String id) {
        return Optional.of(id)
                .filter(JobId::isValid)
                .flatMap(valid -> board.find(new JobId(valid)))
                .orElseThrow(
                        () ->
                                Problem.at("id", ErrorCode.NOT_FOUND, "there is no job of this id")
                                        .asException());
    }
}
