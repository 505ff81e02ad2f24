package io.kuotu.worker.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobManifest.Making;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.job.EnhanceMaker;
import io.kuotu.worker.job.JobMaker;
import io.kuotu.worker.job.Makers;
import io.kuotu.worker.job.PhaseTimes;
import io.kuotu.worker.job.StoredSource;
import io.kuotu.worker.job.Workshop;
import io.kuotu.worker.publish.Publisher;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes jobs that take their measured time. Checks and limits are those of the real makers; the
 * source is read from the store, whole, and not decoded; samples and tiles go through the device's
 * loop; outputs are stored. No previews, no second try, no second look. Thread safe.
 */
public final class SimulatedMaker implements JobMaker {
    /** IPTC: drawn by a program alone. */
    private static final String DRAWN =
            "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia";

    private static final String NOT_DECODED = "simulated: the source was not decoded";

    private final Workshop shop;
    private final Makers real;
    private final Simulation simulation;
    private final SimulationProfile profile;
    private final Pause pause;
    private final SimulatedPictures pictures = new SimulatedPictures();

    /**
     * @param shop what makers work with
     * @param real whose checks hold here too
     * @param simulation what things take
     */
    public SimulatedMaker(Workshop shop, Makers real, Simulation simulation) {
        this(shop, real, simulation, Thread::sleep);
    }

    SimulatedMaker(Workshop shop, Makers real, Simulation simulation, Pause pause) {
        this.shop = shop;
        this.real = real;
        this.simulation = simulation;
        this.profile = simulation.profile();
        this.pause = pause;
    }

    @Override
    public String bundle(JobSpec spec) {
        return isWithoutModel(spec) ? simulation.marked(real.bundle(spec)) : real.bundle(spec);
    }

    /** Bundles are marked themselves. */
    private static boolean isWithoutModel(JobSpec spec) {
        return spec instanceof JobSpec.Enhancement plain && !plain.retouch().needsModel();
    }

    @Override
    public JobManifest make(Job job, int attempt) throws Exception {
        Work work = new Work(job, new PhaseTimes());
        return switch (job.spec()) {
            case JobSpec.Expansion spec -> expanded(work, spec, attempt);
            case JobSpec.Upscale spec -> upscaled(work, spec, attempt);
            case JobSpec.Chain spec -> chained(work, spec, attempt);
            case JobSpec.Enhancement spec -> enhanced(work, spec, attempt);
        };
    }

    /** A job on its thread. */
    record Work(Job job, PhaseTimes times) {}

    private JobManifest expanded(Work work, JobSpec.Expansion spec, int attempt) throws Exception {
        SimulatedExpansion run = new SimulatedExpansion(shop, real.expansions(), work, spec, this);
        var canvas = spec.canvas();
        fetch(work, (long) canvas.sourceWidth() * canvas.sourceHeight());
        run.denoise();
        if (spec.upscale() == 1) {
            shop.nearsEnd().accept(work.job().id());
        }
        run.upscale();
        List<JobOutput> outputs = new ArrayList<>();
        for (int variant = 0; variant < spec.variants(); variant++) {
            int width = Math.multiplyExact(canvas.width(), spec.upscale());
            int height = Math.multiplyExact(canvas.height(), spec.upscale());
            outputs.add(
                    store(work, variant, spec.seed() + variant, new Publisher.Size(width, height)));
        }
        return succeeded(work, outputs, run.making(attempt));
    }

    private JobManifest upscaled(Work work, JobSpec.Upscale spec, int attempt) throws Exception {
        var bundle = real.upscales().bundle(spec);
        fetch(work, (long) spec.width() * spec.height());
        work.times()
                .measure(
                        "upscale",
                        () ->
                                new SimulatedTiles(shop, work.job(), bundle)
                                        .enlarge(spec.factor(), spec.width(), spec.height()));
        shop.nearsEnd().accept(work.job().id());
        Publisher.Size size =
                new Publisher.Size(
                        Math.multiplyExact(spec.width(), spec.factor()),
                        Math.multiplyExact(spec.height(), spec.factor()));
        return succeeded(
                work,
                List.of(store(work, 0, 0, size)),
                making(work, attempt, bundle.name(), bundle.manifest().version(), 0, "none", 0));
    }

    private JobManifest chained(Work work, JobSpec.Chain spec, int attempt) throws Exception {
        SimulatedChain chain = new SimulatedChain(shop, real.chains(), work, spec, this);
        fetch(work, (long) spec.width() * spec.height());
        List<JobOutput> frames = real.chains().run().run(work.job(), spec.times(), chain);
        return succeeded(work, frames, chain.making(attempt));
    }

    /** Models take their measured time; each other stage that of joining, which is its like. */
    private JobManifest enhanced(Work work, JobSpec.Enhancement spec, int attempt)
            throws Exception {
        EnhanceMaker.Models models = real.enhancements().models(spec);
        fetch(work, spec.outputPixels());
        var retouch = spec.retouch();
        boolean colour = retouch.colour() > 0 || retouch.autoColour();
        for (boolean stage :
                List.of(
                        retouch.denoise() > 0,
                        colour,
                        retouch.sharpen() > 0,
                        retouch.grain() > 0)) {
            if (stage) {
                take(work, Phase.FINISH, spec.outputPixels());
            }
        }
        if (models.colours().isPresent()) {
            paint(work, models.colours().get(), 1, 1);
        }
        if (models.style().isPresent()) {
            paint(work, models.style().get(), spec.width(), spec.height());
        }
        shop.nearsEnd().accept(work.job().id());
        Publisher.Size size = new Publisher.Size(spec.width(), spec.height());
        String version =
                isWithoutModel(spec) ? simulation.marked(models.version()) : models.version();
        return succeeded(
                work,
                List.of(store(work, 0, spec.seed(), size)),
                making(work, attempt, models.name(), version, 0, "none", 0));
    }

    private void paint(Work work, Bundle bundle, int width, int height) throws Exception {
        SimulatedTiles tiles = new SimulatedTiles(shop, work.job(), bundle);
        work.times().measure("upscale", () -> tiles.paint(width, height));
    }

    private JobManifest succeeded(Work work, List<JobOutput> outputs, Making making) {
        return JobManifest.succeeded(work.job(), shop.clock().instant(), outputs, making);
    }

    Making making(
            Work work,
            int attempt,
            String bundle,
            String version,
            int steps,
            String sampler,
            double creativity) {
        return new Making(
                shop.worker(),
                attempt,
                bundle,
                version,
                steps,
                sampler,
                creativity,
                NOT_DECODED,
                false,
                DRAWN,
                work.times().millis(),
                Map.of(),
                Optional.of(simulation.description()));
    }

    private void fetch(Work work, long pixels) throws Exception {
        work.times()
                .measure(
                        Phase.PREPARE.label(),
                        () -> {
                            StoredSource.copy(
                                    shop.store(),
                                    work.job().source(),
                                    OutputStream.nullOutputStream());
                            pause.of(profile.time(Phase.PREPARE, pixels));
                            return work;
                        });
    }

    /** Takes its time, which manifests show as they show the real one's. */
    void take(Work work, Phase phase, long pixels) throws Exception {
        work.times()
                .measure(
                        phase.label(),
                        () -> {
                            pause.of(profile.time(phase, pixels));
                            return work;
                        });
    }

    JobOutput store(Work work, int index, long seed, Publisher.Size size) throws Exception {
        take(work, Phase.ENCODE, (long) size.width() * size.height());
        var rendition = work.job().spec().rendition();
        byte[] file =
                Stamp.on(
                        pictures.file(size.width(), size.height(), rendition),
                        rendition.format(),
                        Simulation.MARK + " " + digest(work.job(), index));
        return work.times()
                .measure(
                        "upload",
                        () ->
                                shop.publisher()
                                        .output(
                                                work.job(),
                                                index,
                                                rendition.format(),
                                                file,
                                                size,
                                                seed));
    }

    /** Of what was asked for, nothing else. */
    private static String digest(Job job, int index) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(job.source().sha256().getBytes(UTF_8));
            digest.update(JsonCodec.encode(job.spec()));
            digest.update((byte) index);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
