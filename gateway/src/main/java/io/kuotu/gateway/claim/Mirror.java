package io.kuotu.gateway.claim;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;

/** A leader's events as its followers'. */
final class Mirror {
    private Mirror() {}

    /** The same, of another job; the objects in the store stay the leader's. */
    static JobEvent of(JobEvent event, JobId id) {
        return switch (event) {
            case JobEvent.Started e ->
                    new JobEvent.Started(id, e.at(), e.worker(), e.attempt(), e.bundle());
            case JobEvent.Progressed e ->
                    new JobEvent.Progressed(id, e.at(), e.stage(), e.step(), e.steps());
            case JobEvent.Previewed e ->
                    new JobEvent.Previewed(
                            id,
                            e.at(),
                            e.step(),
                            e.steps(),
                            e.key(),
                            e.mediaType(),
                            e.width(),
                            e.height());
            case JobEvent.Framed e ->
                    new JobEvent.Framed(id, e.at(), e.frame(), e.frames(), e.output());
            case JobEvent.Requeued e -> new JobEvent.Requeued(id, e.at(), e.reason());
            case JobEvent.Succeeded e -> new JobEvent.Succeeded(id, e.at(), e.outputs());
            case JobEvent.Failed e -> new JobEvent.Failed(id, e.at(), e.problem());
            case JobEvent.Cancelled e -> new JobEvent.Cancelled(id, e.at());
            case JobEvent.Claimed _, JobEvent.Left _ ->
                    throw new IllegalArgumentException(event + " is not a run's");
        };
    }

    static boolean isEnd(JobEvent event) {
        return event instanceof JobEvent.Succeeded
                || event instanceof JobEvent.Failed
                || event instanceof JobEvent.Cancelled;
    }

    /** False for ends that are a job's own: its caller's wish, its deadline. */
    static boolean endsOthersToo(JobEvent end) {
        return switch (end) {
            case JobEvent.Cancelled _ -> false;
            case JobEvent.Failed failed -> failed.problem().code() != ErrorCode.DEADLINE_EXCEEDED;
            default -> true;
        };
    }
}
