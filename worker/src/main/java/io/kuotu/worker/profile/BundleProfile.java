package io.kuotu.worker.profile;

import static java.util.Objects.requireNonNull;

import io.kuotu.worker.pipeline.BatchClasses;
import java.util.List;
import java.util.Optional;

/**
 * One bundle on one device, measured. Immutable.
 *
 * @param bundle its name
 * @param works that were measured, each once
 */
public record BundleProfile(String bundle, List<WorkProfile> works) {
    public BundleProfile {
        requireNonNull(bundle, "bundle is missing");
        works = List.copyOf(requireNonNull(works, "works is missing"));
        if (works.stream().map(WorkProfile::work).distinct().count() < works.size()) {
            throw new IllegalArgumentException("works: one is there twice");
        }
    }

    /** Whether there was time for each work. */
    public boolean isWhole() {
        return works.stream().noneMatch(work -> work.sizes().isEmpty());
    }

    public Optional<WorkProfile> of(Work work) {
        return works.stream().filter(w -> w.work() == work).findFirst();
    }

    /** Batch sizes of denoising steps. */
    public BatchClasses stepClasses() {
        return of(Work.STEP).map(ClassChooser::choose).orElse(BatchClasses.SINGLE);
    }

    /** Batch sizes of encoder and decoder, which share theirs. */
    public BatchClasses codecClasses() {
        return of(Work.ENCODE)
                .flatMap(encode -> of(Work.DECODE).map(encode::and))
                .map(ClassChooser::choose)
                .orElse(BatchClasses.SINGLE);
    }

    /** Batch sizes of tiles. */
    public BatchClasses tileClasses() {
        return of(Work.ENLARGE).map(ClassChooser::choose).orElse(BatchClasses.SINGLE);
    }
}
