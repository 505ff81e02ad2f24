package io.kuotu.gateway.view;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.JobState;
import io.kuotu.gateway.board.JobView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/** Jobs as the contract shows them. */
public final class JobJson {
    private JobJson() {}

    public static JsonObject of(JobView view) {
        Job job = view.job();
        JsonObject json =
                new JsonObject()
                        .put("id", job.id().value())
                        .put("kind", kind(job.spec()))
                        .put("state", view.state().label())
                        .put("tier", job.tier().label())
                        .put("created_at", job.createdAt().toString());
        job.replayOf().ifPresent(dead -> json.put("replay_of", dead.value()));
        job.tierRequested().ifPresent(tier -> json.put("tier_requested", tier.label()));
        view.started().ifPresent(started -> json.put("started_at", started.at().toString()));
        view.endedAt().ifPresent(at -> json.put("ended_at", at.toString()));
        json.put("deadline", job.deadline().toString());
        view.started()
                .ifPresent(
                        started ->
                                json.put("attempt", started.attempt())
                                        .put("worker", started.worker())
                                        .put("model", started.bundle()));
        view.progress()
                .ifPresent(
                        p ->
                                json.put(
                                        "progress",
                                        new JsonObject()
                                                .put("stage", p.stage().label())
                                                .put("step", p.step())
                                                .put("steps", p.steps())));
        view.preview().ifPresent(p -> json.put("preview", preview(job, p)));
        json.put("request", request(job)).put("outputs", outputs(job, view.outputs()));
        view.problem().ifPresent(problem -> json.put("error", ProblemJson.of(problem)));
        json.put("metadata", metadata(job));
        job.webhook().ifPresent(webhook -> json.put("webhook", DeliveryJson.webhook(webhook)));
        return json.put("links", links(job, view.state()));
    }

    private static JsonObject metadata(Job job) {
        JsonObject metadata = new JsonObject();
        job.metadata().forEach(metadata::put);
        return metadata;
    }

    private static String kind(JobSpec spec) {
        return switch (spec) {
            case JobSpec.Expansion _ -> "expansion";
            case JobSpec.Upscale _ -> "upscale";
        };
    }

    private static JsonObject request(Job job) {
        JsonObject request =
                switch (job.spec()) {
                    case JobSpec.Expansion expansion -> expansion(expansion);
                    case JobSpec.Upscale upscale ->
                            new JsonObject()
                                    .put("factor", upscale.factor())
                                    .put("source", size(upscale.width(), upscale.height()));
                };
        job.spec().model().ifPresent(model -> request.put("model", model));
        request.getJsonObject("source")
                .put("sha256", job.source().sha256())
                .put("media_type", job.source().mediaType());
        return request.put("format", job.spec().rendition().format().label())
                .put("quality", job.spec().rendition().quality());
    }

    private static JsonObject expansion(JobSpec.Expansion spec) {
        Canvas canvas = spec.canvas();
        JsonObject json =
                new JsonObject()
                        .put("source", size(canvas.sourceWidth(), canvas.sourceHeight()))
                        .put("size", size(canvas.width(), canvas.height()))
                        .put(
                                "margins",
                                new JsonObject()
                                        .put("left", canvas.left())
                                        .put("top", canvas.top())
                                        .put("right", canvas.right())
                                        .put("bottom", canvas.bottom()))
                        .put("seed", spec.seed())
                        .put("variants", spec.variants())
                        .put("upscale", spec.upscale());
        spec.steps().ifPresent(steps -> json.put("steps", steps));
        spec.creativity().ifPresent(creativity -> json.put("creativity", creativity));
        spec.prompt().ifPresent(prompt -> json.put("prompt", prompt));
        spec.negativePrompt().ifPresent(negative -> json.put("negative_prompt", negative));
        spec.guidance().ifPresent(guidance -> json.put("guidance", guidance));
        spec.minConsistency().ifPresent(least -> json.put("min_consistency", least));
        return spec.preview() ? json.put("preview", true) : json;
    }

    private static JsonObject size(int width, int height) {
        return new JsonObject().put("width", width).put("height", height);
    }

    /** With the URLs to fetch them by. */
    public static JsonArray outputs(Job job, List<JobOutput> outputs) {
        JsonArray array = new JsonArray();
        for (int i = 0; i < outputs.size(); i++) {
            JobOutput output = outputs.get(i);
            JsonObject json =
                    new JsonObject()
                            .put("index", i)
                            .put("url", self(job) + "/outputs/" + i)
                            .put("format", output.format().label())
                            .put("width", output.width())
                            .put("height", output.height())
                            .put("bytes", output.bytes())
                            .put("sha256", output.sha256())
                            .put("seed", output.seed());
            output.name().ifPresent(name -> json.put("name", name));
            if (!output.quality().isEmpty()) {
                JsonObject quality = new JsonObject();
                new TreeMap<>(output.quality()).forEach(quality::put);
                json.put("quality", quality);
            }
            array.add(json);
        }
        return array;
    }

    /** With the URL to fetch it by. */
    static JsonObject preview(Job job, JobEvent.Previewed preview) {
        return new JsonObject()
                .put("step", preview.step())
                .put("steps", preview.steps())
                .put("url", self(job) + "/previews/" + preview.step())
                .put("width", preview.width())
                .put("height", preview.height());
    }

    /** Path of the job's own resource. */
    public static String self(Job job) {
        return "/v1/jobs/" + job.id();
    }

    private static JsonObject links(Job job, JobState state) {
        JsonObject links =
                new JsonObject().put("self", self(job)).put("events", self(job) + "/events");
        if (job.webhook().isPresent()) {
            links.put("deliveries", self(job) + "/deliveries");
        }
        return state.isTerminal()
                ? links.put("manifest", self(job) + "/manifest")
                : links.put("cancel", self(job));
    }
}
