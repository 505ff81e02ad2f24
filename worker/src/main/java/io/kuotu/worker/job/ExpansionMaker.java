package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.pipeline.NoiseSchedule;
import io.kuotu.worker.pipeline.Prompt;
import io.kuotu.worker.pipeline.Sampler;
import io.kuotu.worker.pipeline.StepPath;
import io.kuotu.worker.provenance.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes expansions: prepare, denoise, bring to full size, join, enlarge where asked, store. */
public final class ExpansionMaker {
    private final Workshop shop;

    public ExpansionMaker(Workshop shop) {
        this.shop = shop;
    }

    /** A problem of the caller's where there is none. */
    public Bundle bundle(JobSpec.Expansion spec) {
        return shop.bundles().forTask(BundleInfo.Task.OUTPAINT, spec.model());
    }

    JobManifest make(Job job, JobSpec.Expansion spec, int attempt) throws Exception {
        Bundle bundle = bundle(spec);
        try (ExpansionRun run = new ExpansionRun(shop, job, spec, bundle, recipe(spec, bundle))) {
            Picture source = run.fetch();
            Origin origin = Origin.expansion(job, bundle, source, spec.canvas(), spec.upscale());
            List<JobOutput> outputs = run.outputs(source, origin);
            return JobManifest.succeeded(
                    job,
                    shop.clock().instant(),
                    outputs,
                    making(spec, attempt, bundle, origin, run.times(), outputs));
        }
    }

    Generator.Recipe recipe(JobSpec.Expansion spec, Bundle bundle) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        StepPath coarse = path(spec, description);
        double start = shop.care().detailStart();
        int steps = (int) Math.max(2, Math.round(coarse.steps() * start)); // levels so far apart
        return new Generator.Recipe(
                coarse,
                StepPath.of(
                        NoiseSchedule.of(description.schedule()),
                        sampler(description),
                        steps,
                        start),
                prompt(spec, description));
    }

    /** The steps that a job asked for; a problem of the caller's where the bundle takes fewer. */
    public static StepPath path(JobSpec.Expansion spec, Outpaint description) {
        return path(spec.steps(), creativity(spec, description), description);
    }

    /**
     * The same of anything.
     *
     * @param start level of noise, 0 to 1
     */
    public static StepPath path(OptionalInt asked, double start, Outpaint description) {
        int steps = asked.orElse(description.defaults().steps());
        if (steps > description.limits().steps()) {
            throw Problem.at(
                            "steps",
                            ErrorCode.UNSUPPORTED_BY_MODEL,
                            "this model takes at most "
                                    + description.limits().steps()
                                    + " steps, not "
                                    + steps)
                    .asException();
        }
        return StepPath.of(
                NoiseSchedule.of(description.schedule()),
                sampler(description),
                steps,
                Math.max(start, 0.02));
    }

    /** What a job says in words; a problem of the caller's where the bundle takes none. */
    public static Optional<Prompt> prompt(JobSpec.Expansion spec, Outpaint description) {
        return PromptReader.prompt(spec, description);
    }

    private static double creativity(JobSpec.Expansion spec, Outpaint description) {
        return spec.creativity().orElse(description.defaults().creativity());
    }

    private static Sampler sampler(Outpaint description) {
        return Sampler.labelled(description.defaults().sampler())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no sampler " + description.defaults().sampler()));
    }

    private Making making(
            JobSpec.Expansion spec,
            int attempt,
            Bundle bundle,
            Origin origin,
            PhaseTimes times,
            List<JobOutput> outputs) {
        Outpaint description = bundle.manifest().outpaint().orElseThrow();
        return new Making(
                shop.worker(),
                attempt,
                bundle.name(),
                bundle.manifest().version(),
                spec.steps().orElse(description.defaults().steps()),
                description.defaults().sampler(),
                creativity(spec, description),
                origin.source().pixelsSha256(),
                spec.rendition().format().isLossless() && spec.upscale() == 1,
                origin.type().uri(),
                times.millis(),
                mostVisible(outputs).quality());
    }

    private static JobOutput mostVisible(List<JobOutput> outputs) {
        return outputs.stream()
                .max(Comparator.comparingDouble(o -> o.quality().getOrDefault("seam_ratio", 0.0)))
                .orElseThrow();
    }
}
