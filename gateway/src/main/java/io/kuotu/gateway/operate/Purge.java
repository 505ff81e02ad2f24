package io.kuotu.gateway.operate;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.ProblemException;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.submit.Canceller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Cancels jobs that wait, each as its caller would: it gets its one end, and its webhook is told.
 * Blocks; thread safe.
 */
public final class Purge {
    private static final int AT_ONCE = 16;

    private final JobSearch search;
    private final Canceller canceller;

    public Purge(JobSearch search, Canceller canceller) {
        this.search = search;
        this.canceller = canceller;
    }

    /**
     * @param matching jobs that wait and are meant, before
     * @param cancelled of these
     */
    public record Result(int matching, int cancelled) {}

    /** Changes nothing. */
    public Result look(JobFilter filter) {
        return new Result(search.all(filter).size(), 0);
    }

    /**
     * The oldest first.
     *
     * @param filter of jobs that wait
     * @param most to cancel in this call
     */
    public Result run(JobFilter filter, int most) throws InterruptedException {
        List<JobView> meant = search.all(filter);
        List<Job> oldest = meant.reversed().stream().limit(most).map(JobView::job).toList();
        cancel(oldest);
        return new Result(meant.size(), oldest.size());
    }

    private void cancel(List<Job> jobs) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (Job job : jobs) {
                places.acquire();
                done.add(
                        threads.submit(
                                () -> {
                                    try {
                                        canceller.cancel(job);
                                        return job.id();
                                    } finally {
                                        places.release();
                                    }
                                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ProblemException.of(cause).asException(e);
        }
    }
}
