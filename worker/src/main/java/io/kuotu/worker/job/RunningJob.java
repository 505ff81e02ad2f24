package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A job that this worker holds, and whether it should stop. Its own thread runs it; any thread may
 * stop it.
 */
final class RunningJob {
    /** Why a job is to stop before its end. */
    enum Stop {
        /** Its caller ended it; the manifest says so already. */
        CANCELLED,
        /** The lease is gone: another worker has it. */
        LOST,
        /** This worker shuts down; another shall begin it at once. */
        DRAINED
    }

    private final Job job;
    private final String record;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final AtomicReference<Optional<Stop>> stop = new AtomicReference<>(Optional.empty());
    private volatile boolean nearsEnd; // set by its own thread
    private final AtomicReference<Optional<Thread>> thread =
            new AtomicReference<>(Optional.empty());

    /**
     * @param record where the job lies: topic and offset
     */
    RunningJob(Job job, String record) {
        this.job = job;
        this.record = record;
    }

    boolean isOf(String otherRecord) {
        return record.equals(otherRecord);
    }

    /** Completes when this worker holds it no more, however that came. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    Job job() {
        return job;
    }

    /** Called first by the thread that runs the job: from now on a stop interrupts it. */
    void runsHere() {
        thread.set(Optional.of(Thread.currentThread()));
        if (stop.get().isPresent()) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called last by that thread: its interrupts are over. */
    synchronized void ranHere() {
        thread.set(Optional.empty());
        boolean _ = Thread.interrupted();
    }

    /** The devices have done what they do for it. */
    void nearsEnd() {
        nearsEnd = true;
    }

    boolean isNearItsEnd() {
        return nearsEnd;
    }

    /** The first reason stays. */
    synchronized void stop(Stop reason) {
        if (stop.compareAndSet(Optional.empty(), Optional.of(reason))) {
            thread.get().ifPresent(Thread::interrupt);
        }
    }

    Optional<Stop> stopped() {
        return stop.get();
    }
}
