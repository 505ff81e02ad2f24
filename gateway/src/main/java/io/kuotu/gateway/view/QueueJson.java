package io.kuotu.gateway.view;

import io.kuotu.common.job.Cost;
import io.kuotu.common.job.JobState;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.queue.QueueModel;
import io.kuotu.gateway.queue.Standing;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What waits, as the contract shows it. */
public final class QueueJson {
    public static final String POSITION = "position";

    private QueueJson() {}

    /** A job, with its place in the queue while it waits. */
    public static JsonObject of(JobView view, QueueModel queue) {
        JsonObject json = JobJson.of(view);
        if (view.state() != JobState.QUEUED) {
            return json;
        }
        Optional<Standing> standing = queue.standing(view.job().id());
        return json.put("queue", of(standing.orElseGet(() -> queue.next(view.job().tier()))));
    }

    /** Without {@code eta_seconds} where no worker serves, or the tier is paused. */
    public static JsonObject of(Standing standing) {
        JsonObject json = new JsonObject().put("position", standing.position());
        standing.etaSeconds().ifPresent(s -> json.put("eta_seconds", s));
        return standing.paused() ? json.put("paused", true) : json;
    }

    /** The data of an event {@code position}. */
    public static JsonObject event(String job, Standing standing) {
        return new JsonObject().put("job", job).mergeIn(of(standing));
    }

    public static JsonObject of(QueueModel.TierState state) {
        JsonObject json =
                new JsonObject()
                        .put("tier", state.tier().label())
                        .put("queued", state.queued())
                        .put("running", state.running())
                        .put("queued_megapixel_steps", mega((double) state.cost()))
                        .put("megapixel_steps_per_second", mega(state.rate()));
        state.next().etaSeconds().ifPresent(s -> json.put("eta_seconds", s));
        return state.next().paused() ? json.put("paused", true) : json;
    }

    public static JsonObject of(Cost cost) {
        return new JsonObject()
                .put("megapixel_steps", mega((double) cost.total()))
                .put("denoising", mega((double) cost.denoising()))
                .put("enlarging", mega((double) cost.enlarging()));
    }

    /** To three decimals. */
    public static double mega(double pixelSteps) {
        return Math.round(pixelSteps / 1000) / 1000.0;
    }
}
