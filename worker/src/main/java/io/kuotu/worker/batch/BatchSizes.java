package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most that one call takes, by kind of work and key: the size at which the model's throughput
 * saturated when it was measured, fewer on a canvas of more pixels, which saturates it sooner; and
 * fewer from the time on that the device ran out of memory. The device's thread owns it.
 */
public final class BatchSizes {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSizes.class);

    private record Call(Plan.Kind kind, BatchKey key) {}

    private final Profile profile;
    private final BiFunction<Plan.Kind, String, BatchClasses> measured; // by kind and bundle
    private final Map<Call, BatchClasses> shrunk = new HashMap<>();

    private BatchSizes(Profile profile, BiFunction<Plan.Kind, String, BatchClasses> measured) {
        this.profile = profile;
        this.measured = measured;
    }

    /** As a device's models say. */
    static BatchSizes of(DeviceModels models) {
        return new BatchSizes(models.profile(), (kind, bundle) -> classes(models, kind, bundle));
    }

    /**
     * As a device chooses that was measured so.
     *
     * @param steps batch sizes of denoising where they are set, as {@code kuotu.worker.batch-sizes}
     */
    public static BatchSizes of(Profile profile, Optional<BatchClasses> steps) {
        return new BatchSizes(
                profile,
                (kind, bundle) ->
                        kind == Plan.Kind.STEP && steps.isPresent()
                                ? steps.get()
                                : classes(profile, kind, bundle));
    }

    /** Most samples or tiles in one call. */
    public int largest(Plan.Kind kind, BatchKey key) {
        BatchClasses classes = classes(kind, key);
        int saturating =
                canvas(kind, key.bundle())
                        .map(
                                c ->
                                        (int)
                                                ((long) classes.largest()
                                                        * c.pixels()
                                                        / key.size().pixels()))
                        .orElse(classes.largest());
        return saturating >= classes.largest()
                ? classes.largest()
                : classes.below(saturating + 1)
                        .map(BatchClasses::largest)
                        .orElse(classes.smallest());
    }

    /** On which the sizes were measured. */
    private Optional<CanvasSize> canvas(Plan.Kind kind, String bundle) {
        Work work =
                switch (kind) {
                    case STEP, IDLE -> Work.STEP;
                    case BEGIN -> Work.ENCODE;
                    case DECODE -> Work.DECODE;
                    case ENLARGE -> Work.ENLARGE;
                };
        return profile.of(bundle).flatMap(b -> b.of(work)).map(WorkProfile::canvas);
    }

    /** The sizes that batches are filled up to; larger than {@link #largest} on small canvases. */
    public BatchClasses classes(Plan.Kind kind, BatchKey key) {
        BatchClasses less = shrunk.get(new Call(kind, key));
        return less == null ? measured.apply(kind, key.bundle()) : less;
    }

    private static BatchClasses classes(Profile profile, Plan.Kind kind, String bundle) {
        BundleProfile known =
                profile.of(bundle).orElseGet(() -> new BundleProfile(bundle, List.of()));
        return switch (kind) {
            case STEP -> known.stepClasses();
            case BEGIN, DECODE -> known.codecClasses();
            case ENLARGE -> known.tileClasses();
            case IDLE -> BatchClasses.SINGLE;
        };
    }

    private static BatchClasses classes(DeviceModels models, Plan.Kind kind, String bundle) {
        return switch (kind) {
            case STEP -> models.outpainter(bundle).stepClasses();
            case BEGIN, DECODE -> models.outpainter(bundle).codecClasses();
            case ENLARGE -> models.upscaler(bundle).classes();
            case IDLE -> BatchClasses.SINGLE;
        };
    }

    /** The size that a call of so many is filled up to. */
    int filledUp(Plan.Kind kind, BatchKey key, int samples) {
        BatchClasses classes = measured.apply(kind, key.bundle());
        return samples > classes.largest() ? samples : classes.sizeFor(samples);
    }

    /** The device had no memory for a batch of so many, but for fewer. */
    void shrink(Plan.Kind kind, BatchKey key, int size) {
        BatchClasses now = classes(kind, key);
        if (size > now.largest()) {
            return; // it has shrunk already
        }
        now.below(now.sizeFor(size))
                .ifPresent(
                        less -> {
                            shrunk.put(new Call(kind, key), less);
                            LOG.warn(
                                    "no memory to {} {} at {}: batches are at most {} from now on",
                                    kind.label(),
                                    size,
                                    key,
                                    less.largest());
                        });
    }
}
