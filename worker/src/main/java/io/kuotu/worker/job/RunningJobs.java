package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** All jobs that this worker holds. Thread safe. */
public final class RunningJobs {
    private final ConcurrentMap<JobId, RunningJob> running = new ConcurrentHashMap<>();
    private final Consumer<JobId> onStop;

    /**
     * @param onStop called after a job was told to stop: takes it off the device
     */
    public RunningJobs(Consumer<JobId> onStop) {
        this.onStop = onStop;
    }

    /**
     * A record that comes twice while it still runs replaces the first, which has lost its lease.
     */
    RunningJob begin(Job job) {
        RunningJob mine = new RunningJob(job);
        RunningJob before = running.put(job.id(), mine);
        if (before != null) {
            before.stop(RunningJob.Stop.LOST);
        }
        return mine;
    }

    void end(RunningJob mine) {
        running.remove(mine.job().id(), mine);
    }

    /** The caller ended the job. Nothing happens where it is not held. */
    public void cancel(JobId id) {
        stop(id, RunningJob.Stop.CANCELLED);
    }

    void lost(JobId id) {
        stop(id, RunningJob.Stop.LOST);
    }

    /** Hands everything back that has not ended yet. */
    public void drain() {
        List.copyOf(running.keySet()).forEach(id -> stop(id, RunningJob.Stop.DRAINED));
    }

    private void stop(JobId id, RunningJob.Stop reason) {
        RunningJob found = running.get(id);
        if (found != null) {
            found.stop(reason);
            onStop.accept(id);
        }
    }

    public int size() {
        return running.size();
    }
}
