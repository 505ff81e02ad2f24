package io.kuotu.worker.job;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.worker.bundle.Bundle;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bundles that this worker serves; the first of a task is what a job gets that asks for none.
 * Immutable.
 */
public final class Bundles {
    private final List<Bundle> bundles;

    public Bundles(List<Bundle> bundles) {
        this.bundles = List.copyOf(bundles);
    }

    public List<Bundle> all() {
        return bundles;
    }

    /** What callers may know, on a worker that takes so much care. */
    public List<BundleInfo> infos(Workshop.Care care) {
        return bundles.stream()
                .map(b -> b.manifest().info(care.detailLevels(), care.detailStart()))
                .toList();
    }

    /** A problem of the caller's where no bundle fits. */
    Bundle forTask(BundleInfo.Task task, Optional<String> name) {
        return forTask(task, name, "model");
    }

    /**
     * @param field of the request that names it
     */
    Bundle forTask(BundleInfo.Task task, Optional<String> name, String field) {
        return find(task, name)
                .orElseThrow(
                        () ->
                                Problem.at(
                                                field,
                                                ErrorCode.MODEL_UNKNOWN,
                                                name.map(
                                                                        n ->
                                                                                "'"
                                                                                        + n
                                                                                        + "' is no"
                                                                                        + " model"
                                                                                        + " of this"
                                                                                        + " worker")
                                                                .orElse("this worker has no model")
                                                        + " for the task "
                                                        + task.name().toLowerCase(Locale.ROOT))
                                        .asException());
    }

    private Optional<Bundle> find(BundleInfo.Task task, Optional<String> name) {
        return bundles.stream()
                .filter(b -> b.manifest().task() == task)
                .filter(b -> name.isEmpty() || b.name().equals(name.get()))
                .findFirst();
    }

    /** The upscaler that reaches {@code factor} in the fewest passes. */
    public Optional<Bundle> upscaler(int factor) {
        return bundles.stream()
                .filter(b -> b.manifest().info().reaches(factor))
                .max(Comparator.comparingInt(b -> b.manifest().info().factor()));
    }
}
