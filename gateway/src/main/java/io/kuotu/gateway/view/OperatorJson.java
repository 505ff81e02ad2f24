package io.kuotu.gateway.view;

import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.wire.Switch.TierSwitch;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.operate.Backlog;
import io.kuotu.gateway.operate.Purge;
import io.kuotu.gateway.queue.QueueModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** What only operators see, as the contract shows it. */
public final class OperatorJson {
    private OperatorJson() {}

    /** A job with whose it is. */
    public static JsonObject of(JobView view, QueueModel queue, Instant now) {
        Job job = view.job();
        return QueueJson.of(view, queue)
                .put("tenant", job.tenant().value())
                .put("pool", job.pool())
                .put("age_seconds", seconds(job.createdAt(), now));
    }

    /** All of it: with what happened to it, each attempt, and where its time went. */
    public static JsonObject inFull(
            JobView view, QueueModel queue, Optional<JobManifest> manifest, Instant now) {
        return of(view, queue, now)
                .put("history", history(view))
                .put("attempts", attempts(view))
                .put("timings", timings(view, manifest, now));
    }

    private static JsonArray history(JobView view) {
        JsonArray history = new JsonArray();
        history.add(
                new JsonObject()
                        .put("event", EventJson.QUEUED)
                        .put("data", EventJson.queued(view.job())));
        for (LoggedEvent logged : view.events()) {
            history.add(
                    new JsonObject()
                            .put("id", Long.toString(logged.offset()))
                            .put("event", EventJson.name(logged.event()))
                            .put("data", EventJson.data(view.job(), logged.event())));
        }
        return history;
    }

    private static JsonArray attempts(JobView view) {
        JsonArray attempts = new JsonArray();
        for (LoggedEvent logged : view.events()) {
            switch (logged.event()) {
                case JobEvent.Started e ->
                        attempts.add(
                                new JsonObject()
                                        .put("number", e.attempt())
                                        .put("worker", e.worker())
                                        .put("model", e.bundle())
                                        .put("started_at", e.at().toString()));
                case JobEvent.Requeued e -> end(attempts, e.at(), e.reason().detail());
                case JobEvent.Succeeded e -> end(attempts, e.at(), "succeeded");
                case JobEvent.Failed e -> end(attempts, e.at(), e.problem().detail());
                case JobEvent.Cancelled e -> end(attempts, e.at(), "cancelled");
                case JobEvent.Progressed _,
                        JobEvent.Previewed _,
                        JobEvent.Framed _,
                        JobEvent.Claimed _,
                        JobEvent.Left _ -> {}
            }
        }
        return attempts;
    }

    private static void end(JsonArray attempts, Instant at, String how) {
        if (!attempts.isEmpty()) { // else it ended before a worker took it
            JsonObject last = attempts.getJsonObject(attempts.size() - 1);
            last.put("ended_at", at.toString()).put("outcome", how);
        }
    }

    private static JsonObject timings(JobView view, Optional<JobManifest> manifest, Instant now) {
        Instant end = view.endedAt().orElse(now);
        Optional<Instant> first =
                view.events().stream()
                        .filter(e -> e.event() instanceof JobEvent.Started)
                        .map(e -> e.event().at())
                        .findFirst();
        JsonObject timings =
                new JsonObject()
                        .put("total_seconds", seconds(view.job().createdAt(), end))
                        .put("queued_seconds", seconds(view.job().createdAt(), first.orElse(end)));
        first.ifPresent(at -> timings.put("since_first_start_seconds", seconds(at, end)));
        manifest.flatMap(JobManifest::making)
                .ifPresent(
                        making -> {
                            JsonObject phases = new JsonObject();
                            new TreeMap<>(making.millis()).forEach(phases::put);
                            timings.put("phase_millis", phases);
                        });
        return timings;
    }

    /** To milliseconds. */
    static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis()) / 1000.0;
    }

    public static JsonObject of(Backlog.Part part, Instant now) {
        JsonObject json =
                new JsonObject()
                        .put("pool", part.pool())
                        .put("tier", part.tier().tier().label())
                        .put("waiting", part.waiting())
                        .put("running", part.running())
                        .put("waiting_megapixel_steps", QueueJson.mega((double) part.cost()))
                        .put("megapixel_steps_per_second", QueueJson.mega(part.tier().rate()))
                        .put("paused", part.set().filter(TierSwitch::paused).isPresent());
        part.oldest().ifPresent(at -> json.put("oldest_seconds", seconds(at, now)));
        part.tier().next().etaSeconds().ifPresent(s -> json.put("wait_seconds", s));
        part.set().ifPresent(set -> json.put("set", of(set)));
        return json;
    }

    /** How a tier's switch stands. */
    public static JsonObject of(TierSwitch set) {
        return new JsonObject()
                .put("pool", set.pool())
                .put("tier", set.tier().label())
                .put("paused", set.paused())
                .put("refuse", set.refuse())
                .put("at", set.at().toString())
                .put("by", set.by());
    }

    /**
     * A worker.
     *
     * @param silent whether nobody counts on it any more
     */
    public static JsonObject of(WorkerStatus worker, boolean silent, Instant now) {
        JsonArray bundles = new JsonArray();
        worker.bundles().forEach(b -> bundles.add(b.name() + "@" + b.version()));
        JsonObject json =
                new JsonObject()
                        .put("worker", worker.worker())
                        .put("pool", worker.pool())
                        .put(
                                "state",
                                silent ? "silent" : worker.state().name().toLowerCase(Locale.ROOT))
                        .put("heartbeat_seconds", seconds(worker.at(), now))
                        .put("device", worker.device())
                        .put("slots", worker.slots())
                        .put("jobs", worker.jobs())
                        .put("models", bundles);
        worker.speed()
                .ifPresent(
                        s ->
                                json.put(
                                                "megapixel_steps_per_second",
                                                QueueJson.mega(s.pixelSteps()))
                                        .put("lanes_per_tier", s.lanes()));
        worker.version().ifPresent(version -> json.put("version", version));
        return json;
    }

    public static JsonObject of(Purge.Result result) {
        return new JsonObject()
                .put("matching", result.matching())
                .put("cancelled", result.cancelled())
                .put("left", result.matching() - result.cancelled());
    }
}
