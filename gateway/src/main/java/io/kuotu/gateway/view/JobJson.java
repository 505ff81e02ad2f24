package io.kuotu.gateway.view;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.JobState;
import io.kuotu.gateway.board.JobView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
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
            case JobSpec.Chain _ -> "chain";
            case JobSpec.Enhancement _ -> "enhancement";
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
                    case JobSpec.Chain chain -> chain(chain);
                    case JobSpec.Enhancement enhancement ->
                            RetouchJson.of(enhancement.retouch())
                                    .put("seed", enhancement.seed())
                                    .put("source", size(enhancement.width(), enhancement.height()));
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
        spec.post().ifPresent(post -> json.put("post", RetouchJson.of(post)));
        spec.minConsistency().ifPresent(least -> json.put("min_consistency", least));
        return spec.preview() ? json.put("preview", true) : json;
    }

    /** Margins as they were asked for: in px they are others for each frame. */
    private static JsonObject chain(JobSpec.Chain spec) {
        Canvas last = spec.canvases().getLast();
        JsonObject json =
                new JsonObject()
                        .put("source", size(spec.width(), spec.height()))
                        .put("size", size(last.width(), last.height()))
                        .put("times", spec.times())
                        .put("seed", spec.seed());
        spec.steps().ifPresent(steps -> json.put("steps", steps));
        switch (spec.way()) {
            case ChainWay.Recreate again ->
                    json.put("mode", "recreate").put("strength", again.strength());
            case ChainWay.Expand(FrameMargins margins) ->
                    json.put("mode", "expand")
                            .put(
                                    "margins",
                                    new JsonObject()
                                            .put("left", margin(margins.left()))
                                            .put("top", margin(margins.top()))
                                            .put("right", margin(margins.right()))
                                            .put("bottom", margin(margins.bottom())));
        }
        return spec.preview() ? json.put("preview", true) : json;
    }

    private static Object margin(FrameMargins.Side side) {
        if (side.percent() > 0) {
            return BigDecimal.valueOf(side.percent()).stripTrailingZeros().toPlainString() + "%";
        }
        return side.px();
    }

    private static JsonObject size(int width, int height) {
        return new JsonObject().put("width", width).put("height", height);
    }

    /** With the URLs to fetch them by. */
    public static JsonArray outputs(Job job, List<JobOutput> outputs) {
        JsonArray array = new JsonArray();
        for (int i = 0; i < outputs.size(); i++) {
            array.add(output(job, i, outputs.get(i)));
        }
        return array;
    }

    static JsonObject output(Job job, int index, JobOutput output) {
        JsonObject json =
                new JsonObject()
                        .put("index", index)
                        .put("url", self(job) + "/outputs/" + index)
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
        return json;
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
