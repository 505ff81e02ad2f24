package io.kuotu.gateway.view;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Events: a name and what it tells. */
public final class EventJson {
    public static final String QUEUED = "queued";

    private EventJson() {}

    public static String name(JobEvent event) {
        return switch (event) {
            case JobEvent.Started _ -> "started";
            case JobEvent.Progressed _ -> "progress";
            case JobEvent.Previewed _ -> "preview";
            case JobEvent.Framed _ -> "frame";
            case JobEvent.Requeued _ -> "requeued";
            case JobEvent.Succeeded _ -> "succeeded";
            case JobEvent.Failed _ -> "failed";
            case JobEvent.Cancelled _ -> "cancelled";
            case JobEvent.Claimed _, JobEvent.Left _ -> throw untold(event);
        };
    }

    /** That the job is queued is told by its record, not by an event. */
    public static JsonObject queued(Job job) {
        return new JsonObject().put("job", job.id().value()).put("at", job.createdAt().toString());
    }

    public static JsonObject data(Job job, JobEvent event) {
        JsonObject data =
                new JsonObject().put("job", job.id().value()).put("at", event.at().toString());
        return switch (event) {
            case JobEvent.Started e ->
                    data.put("worker", e.worker())
                            .put("attempt", e.attempt())
                            .put("model", e.bundle());
            case JobEvent.Progressed e ->
                    data.put("stage", e.stage().label())
                            .put("step", e.step())
                            .put("steps", e.steps());
            case JobEvent.Previewed e -> data.mergeIn(JobJson.preview(job, e));
            case JobEvent.Framed e ->
                    data.put("frame", e.frame())
                            .put("frames", e.frames())
                            .put("output", JobJson.output(job, e.frame(), e.output()));
            case JobEvent.Requeued e -> data.put("reason", e.reason().detail());
            case JobEvent.Succeeded e -> data.put("outputs", JobJson.outputs(job, e.outputs()));
            case JobEvent.Failed e ->
                    withKept(
                            data.put("code", e.problem().code().label())
                                    .put("detail", e.problem().detail()),
                            job,
                            e.outputs());
            case JobEvent.Cancelled e -> withKept(data, job, e.outputs());
            case JobEvent.Claimed _, JobEvent.Left _ -> throw untold(event);
        };
    }

    private static JsonObject withKept(JsonObject data, Job job, List<JobOutput> kept) {
        return kept.isEmpty() ? data : data.put("outputs", JobJson.outputs(job, kept));
    }

    /** The board reads other events out of these; they are not told themselves. */
    private static IllegalArgumentException untold(JobEvent event) {
        return new IllegalArgumentException("callers do not hear of " + event);
    }
}
