package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo.Task;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Stage;
import io.kuotu.common.provenance.Claim.Model;
import io.kuotu.worker.batch.Claim;
import io.kuotu.worker.batch.TileOrder;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Image;
import io.kuotu.worker.enhance.Colouring;
import io.kuotu.worker.enhance.Stages;
import io.kuotu.worker.finish.Enlarger;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.provenance.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes pictures better as they are: stage after stage, those of models on the devices. */
public final class EnhanceMaker {
    /** What makes pictures that no model has a part in. */
    private static final String STAGES = "enhance";

    /** Goes up when a stage's result does. */
    private static final String STAGES_VERSION = "1";

    private final Workshop shop;

    public EnhanceMaker(Workshop shop) {
        this.shop = shop;
    }

    /**
     * The bundles that a job needs.
     *
     * @param colours where colour is made
     * @param style where a style is
     */
    public record Models(Optional<Bundle> colours, Optional<Bundle> style) {
        private Stream<Bundle> all() {
            return Stream.concat(colours.stream(), style.stream());
        }

        public String name() {
            String names = all().map(Bundle::name).collect(Collectors.joining("+"));
            return names.isEmpty() ? STAGES : names;
        }

        public String version() {
            String all = all().map(b -> b.manifest().version()).collect(Collectors.joining("+"));
            return all.isEmpty() ? STAGES_VERSION : all;
        }

        /** Of what describes them; empty where no model has a part. */
        private String sha256() {
            return all().map(Bundle::sha256).collect(Collectors.joining("+"));
        }

        public String label() {
            return name() + "@" + version();
        }
    }

    /** A problem of the caller's where one is missing. */
    public Models models(JobSpec.Enhancement spec) {
        Optional<Bundle> colours =
                spec.retouch().colourise()
                        ? Optional.of(
                                shop.bundles()
                                        .forTask(
                                                Task.COLOURISE,
                                                spec.model(),
                                                spec.model().isPresent() ? "model" : "colourise"))
                        : Optional.empty();
        Optional<Bundle> style =
                spec.retouch()
                        .style()
                        .map(s -> shop.bundles().forTask(Task.STYLE, Optional.of(s), "style"));
        return new Models(colours, style);
    }

    JobManifest make(Job job, JobSpec.Enhancement spec, int attempt) throws Exception {
        Models models = models(spec);
        PhaseTimes times = new PhaseTimes();
        Picture source =
                times.measure(
                        "prepare", () -> shop.sources().fetch(job, spec.width(), spec.height()));
        Origin origin =
                Origin.retouch(
                        job, new Model(models.name(), models.version(), models.sha256()), source);
        if (!spec.retouch().needsModel()) {
            shop.nearsEnd().accept(job.id());
        }
        Picture better = better(job, spec, source, models, times);
        if (spec.retouch().needsModel()) {
            shop.nearsEnd().accept(job.id());
        }
        JobOutput output = new Outputs(shop, job, times, origin).store(better, 0, spec.seed());
        Making making =
                new Making(
                        shop.worker(),
                        attempt,
                        models.name(),
                        models.version(),
                        0,
                        "none",
                        0,
                        origin.source().pixelsSha256(),
                        false,
                        origin.type().uri(),
                        times.millis(),
                        Map.of());
        return JobManifest.succeeded(job, shop.clock().instant(), List.of(output), making);
    }

    private Picture better(
            Job job, JobSpec.Enhancement spec, Picture source, Models models, PhaseTimes times)
            throws Exception {
        Stages stages = new Stages(spec.retouch(), spec.seed(), Optional.empty());
        List<Stages.Stage> all = stages.of(source, new OnDevices(job, models));
        Picture now = source;
        for (int i = 0; i < all.size(); i++) {
            Stages.Stage stage = all.get(i);
            Picture before = now;
            now = times.measure(stage.name(), () -> stage.work().apply(before));
            shop.events().progress(job.id(), Stage.FINISH, i + 1, all.size());
        }
        return now;
    }

    /** Of one job. Blocks while others' work is in front. */
    private final class OnDevices implements Stages.Painters {
        private final Job job;
        private final Models models;

        OnDevices(Job job, Models models) {
            this.job = job;
            this.models = models;
        }

        @Override
        public Picture coloured(Picture picture) {
            Bundle bundle = models.colours().orElseThrow();
            int side = bundle.manifest().image().orElseThrow().side();
            float[] shown = Colouring.shown(picture, side);
            float[] made =
                    shop.engine()
                            .enlarge(
                                    new TileOrder(
                                            Claim.of(job),
                                            bundle.name(),
                                            new CanvasSize(side, side),
                                            shown))
                            .join();
            return Colouring.coloured(picture, side, shown, made);
        }

        @Override
        public Picture styled(Picture picture, String style) {
            Bundle bundle = models.style().orElseThrow();
            Image image = bundle.manifest().image().orElseThrow();
            return new Enlarger(shop.engine(), bundle.name(), 1, image.tileReach())
                    .enlarge(picture, new Enlarger.Errand(Claim.of(job), (_, _) -> {}));
        }
    }
}
