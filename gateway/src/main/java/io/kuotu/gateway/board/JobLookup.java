package io.kuotu.gateway.board;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.store.ObjectKeys;
import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.gateway.retention.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Finds a job for its tenant: on the board; if it is so young that another gateway may have
 * accepted it a moment ago, after a short wait; else in its manifest. Anybody else's job is not
 * found. Blocks; meant for virtual threads.
 */
public final class JobLookup {
    private static final Duration YOUNG = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Board board;
    private final ObjectStore store;
    private final Retention retention;
    private final InstantSource clock;

    public JobLookup(Board board, ObjectStore store, Retention retention, InstantSource clock) {
        this.board = board;
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    public JobView find(String id, TenantId tenant) throws InterruptedException {
        if (JobId.isValid(id)) {
            retention
                    .expired(new JobId(id), clock.instant())
                    .ifPresent(
                            problem -> {
                                throw problem.asException();
                            });
            Optional<JobView> found = anybodys(new JobId(id));
            if (found.isPresent() && found.get().job().tenant().equals(tenant)) {
                return found.get();
            }
        }
        throw Problem.at("id", ErrorCode.NOT_FOUND, "you have no job of this id").asException();
    }

    private Optional<JobView> anybodys(JobId id) throws InterruptedException {
        Optional<JobView> onBoard = board.find(id);
        if (onBoard.isPresent()) {
            return onBoard;
        }
        Instant now = clock.instant();
        if (id.createdAt().isAfter(now.minus(YOUNG)) && id.createdAt().isBefore(now.plus(YOUNG))) {
            Optional<JobView> late = await(id, _ -> true, PATIENCE);
            if (late.isPresent()) {
                return late;
            }
        }
        return store.get(ObjectKeys.manifest(id))
                .map(json -> JobView.ofManifest(JsonCodec.decode(json, JobManifest.class)));
    }

    /** Of anybody's job, as far as the board knows at this moment; for operators' eyes. */
    public Optional<String> traceparent(JobId id) {
        return board.find(id).flatMap(view -> view.job().traceparent());
    }

    /** As far as the board knows at this moment. */
    public boolean hasEnded(JobId id) {
        return board.find(id).map(view -> view.state().isTerminal()).orElse(false);
    }

    /**
     * The first view of the job that satisfies; the last there was after {@code limit}; empty where
     * there was none.
     */
    public Optional<JobView> await(JobId id, Predicate<JobView> satisfies, Duration limit)
            throws InterruptedException {
        CompletableFuture<JobView> reached = new CompletableFuture<>();
        Board.Listener listener =
                (view, _) -> {
                    if (satisfies.test(view)) {
                        reached.complete(view);
                    }
                };
        board.listen(id, listener);
        try {
            Optional<JobView> now = board.find(id);
            if (now.isPresent() && satisfies.test(now.get())) {
                return now;
            }
            return Optional.of(reached.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return board.find(id);
        } finally {
            board.unlisten(id, listener);
        }
    }
}
