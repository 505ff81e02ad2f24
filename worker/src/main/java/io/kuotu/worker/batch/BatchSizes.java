package io.kuotu.worker.batch;

import io.kuotu.worker.pipeline.BatchClasses;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most that one call takes, by kind of work and key: what the model was measured at, until the
 * device runs out of memory; from then on less. The device's thread owns it.
 */
final class BatchSizes {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSizes.class);

    private record Call(Plan.Kind kind, BatchKey key) {}

    private final DeviceModels models;
    private final Map<Call, BatchClasses> shrunk = new HashMap<>();

    BatchSizes(DeviceModels models) {
        this.models = models;
    }

    int largest(Plan.Kind kind, BatchKey key) {
        return classes(kind, key).largest();
    }

    private BatchClasses classes(Plan.Kind kind, BatchKey key) {
        BatchClasses less = shrunk.get(new Call(kind, key));
        return less == null ? measured(kind, key.bundle()) : less;
    }

    private BatchClasses measured(Plan.Kind kind, String bundle) {
        return switch (kind) {
            case STEP -> models.outpainter(bundle).stepClasses();
            case BEGIN, DECODE -> models.outpainter(bundle).codecClasses();
            case ENLARGE -> models.upscaler(bundle).classes();
            case IDLE -> BatchClasses.SINGLE;
        };
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
