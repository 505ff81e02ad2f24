package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Stage;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.provenance.Origin;
import java.util.List;
import java.util.Map;

/** Makes enlargements of whole pictures. */
public final class UpscaleMaker {
    private final Workshop shop;

    public UpscaleMaker(Workshop shop) {
        this.shop = shop;
    }

    /** A problem of the caller's where there is none. */
    public Bundle bundle(JobSpec.Upscale spec) {
        if (spec.model().isPresent()) {
            return fitting(
                    shop.bundles().forTask(BundleInfo.Task.UPSCALE, spec.model()), spec.factor());
        }
        return shop.bundles()
                .upscaler(spec.factor())
                .orElseThrow(
                        () ->
                                Problem.at(
                                                "model",
                                                ErrorCode.MODEL_UNKNOWN,
                                                "this worker has no upscaler for this factor")
                                        .asException());
    }

    private static Bundle fitting(Bundle bundle, int factor) {
        if (!bundle.manifest().info().reaches(factor)) {
            throw Problem.at(
                            "factor",
                            ErrorCode.UNSUPPORTED_BY_MODEL,
                            "'" + bundle.name() + "' does not enlarge by " + factor)
                    .asException();
        }
        return bundle;
    }

    JobManifest make(Job job, JobSpec.Upscale spec, int attempt) throws Exception {
        Bundle bundle = bundle(spec);
        PhaseTimes times = new PhaseTimes();
        Picture source =
                times.measure(
                        "prepare", () -> shop.sources().fetch(job, spec.width(), spec.height()));
        Picture large =
                times.measure(
                        "upscale",
                        () ->
                                Upscaling.to(
                                        spec.factor(),
                                        source,
                                        shop.enlarger(bundle),
                                        shop.errand(job, Stage.UPSCALE)));
        shop.nearsEnd().accept(job.id());
        Origin origin = Origin.enhancement(job, bundle, source, spec.factor());
        JobOutput output = new Outputs(shop, job, times, origin).store(large, 0, 0);
        Making making =
                new Making(
                        shop.worker(),
                        attempt,
                        bundle.name(),
                        bundle.manifest().version(),
                        0,
                        "none",
                        0,
                        origin.source().pixelsSha256(),
                        false,
                        DigitalSourceType.ENHANCED.uri(),
                        times.millis(),
                        Map.of());
        return JobManifest.succeeded(job, shop.clock().instant(), List.of(output), making);
    }
}
