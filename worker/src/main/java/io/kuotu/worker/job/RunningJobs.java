package io.kuotu.worker.job;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** All jobs that this worker holds. Thread safe. */
public final class RunningJobs {
    private final ConcurrentMap<JobId, RunningJob> running = new ConcurrentHashMap<>();
    private final Consumer<JobId> onStop;
    private volatile boolean draining; // set once

    /**
     * @param onStop called after a job was told to stop: takes it off the device
     */
    public RunningJobs(Consumer<JobId> onStop) {
        this.onStop = onStop;
    }

    /**
     * A record that comes twice while it still runs replaces the first, which has lost its lease.
     */
    RunningJob begin(Job job, String record) {
        RunningJob mine = new RunningJob(job, record);
        RunningJob before = running.put(job.id(), mine);
        if (before != null) {
            before.stop(RunningJob.Stop.LOST);
        }
        if (draining) { // it was on its way here when the drain began
            mine.stop(RunningJob.Stop.DRAINED);
        }
        return mine;
    }

    /** The run of the same job from another record, where there is one: a job may be sent twice. */
    Optional<RunningJob> ofAnotherRecord(JobId id, String record) {
        return Optional.ofNullable(running.get(id)).filter(other -> !other.isOf(record));
    }

    void end(RunningJob mine) {
        running.remove(mine.job().id(), mine);
        mine.ended().complete(null);
    }

    /** The caller ended the job. Nothing happens where it is not held. */
    public void cancel(JobId id) {
        stop(id, RunningJob.Stop.CANCELLED);
    }

    void lost(JobId id, String record) {
        if (ofAnotherRecord(id, record).isEmpty()) {
            stop(id, RunningJob.Stop.LOST);
        }
    }

    /** The devices have done what they do for it. */
    public void nearsEnd(JobId id) {
        RunningJob found = running.get(id);
        if (found != null) {
            found.nearsEnd();
        }
    }

    /**
     * Hands back at once what will not end within the grace; what comes from now on, too.
     *
     * @param forecast for how long the devices will go on with each job that is on one
     * @param grace zero: nothing stays
     */
    public void drain(Map<JobId, Duration> forecast, Duration grace) {
        draining = true;
        for (RunningJob job : List.copyOf(running.values())) {
            Duration left = forecast.get(job.job().id());
            boolean ends = job.isNearItsEnd() || (left != null && left.compareTo(grace) < 0);
            if (grace.isZero() || !ends) {
                stop(job.job().id(), RunningJob.Stop.DRAINED);
            }
        }
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
