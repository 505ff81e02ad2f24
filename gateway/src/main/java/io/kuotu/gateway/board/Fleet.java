package io.kuotu.gateway.board;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.common.wire.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers, as they told of themselves last. One thread writes, the tail's; any thread reads.
 */
public final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(20);

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ConcurrentMap<String, WorkerStatus> workers = new ConcurrentHashMap<>();
    private final InstantSource clock;

    /** Every submission asks for the models; any thread replaces them, whoever is last wins. */
    private volatile Known known = new Known(List.of(), Instant.MIN);

    /**
     * @param until when workers may have fallen silent since
     */
    private record Known(List<Model> models, Instant until) {}

    public Fleet(InstantSource clock) {
        this.clock = clock;
    }

    /** What the tail calls, on its thread. */
    public void read(String topic, long offset, String key, byte @Nullable [] value) {
        if (value == null) {
            workers.remove(key);
            known = new Known(List.of(), Instant.MIN);
            return;
        }
        try {
            WorkerStatus status = JsonCodec.decode(value, WorkerStatus.class);
            workers.put(status.worker(), status);
            known = new Known(List.of(), Instant.MIN);
        } catch (IllegalArgumentException e) {
            Unreadable.skipped(LOG, topic, offset, e);
        }
    }

    /**
     * A model and how many workers serve it now.
     *
     * @param info of the newest worker that told of it
     * @param isDefault whether it is the first of its task on the worker that told of it last
     * @param workers that serve it
     */
    public record Model(BundleInfo info, boolean isDefault, int workers) {}

    /**
     * All models that any worker told of, also of workers that are gone: a job for them waits until
     * one comes back.
     */
    public List<Model> models() {
        Instant now = clock.instant();
        Known latest = known;
        if (now.isBefore(latest.until())) {
            return latest.models();
        }
        List<Model> models = modelsNow();
        known = new Known(models, now.plus(FRESH));
        return models;
    }

    private List<Model> modelsNow() {
        List<WorkerStatus> newestFirst = new ArrayList<>(workers.values());
        newestFirst.sort(Comparator.comparing(WorkerStatus::at).reversed());
        Map<String, BundleInfo> infos = new LinkedHashMap<>();
        newestFirst.forEach(
                worker ->
                        worker.bundles()
                                .forEach(bundle -> infos.putIfAbsent(bundle.name(), bundle)));
        return infos.values().stream()
                .map(info -> new Model(info, isDefault(info, newestFirst), serving(info)))
                .toList();
    }

    private static boolean isDefault(BundleInfo info, List<WorkerStatus> newestFirst) {
        Optional<BundleInfo> first =
                newestFirst.stream()
                        .findFirst()
                        .flatMap(
                                w ->
                                        w.bundles().stream()
                                                .filter(b -> b.task() == info.task())
                                                .findFirst());
        return first.map(f -> f.name().equals(info.name())).orElse(false);
    }

    private int serving(BundleInfo info) {
        return (int)
                alive().stream()
                        .filter(
                                w ->
                                        w.bundles().stream()
                                                .anyMatch(b -> b.name().equals(info.name())))
                        .count();
    }

    /** All that ever told of themselves and are not known to be gone, by name. */
    public List<WorkerStatus> all() {
        return workers.values().stream()
                .filter(w -> w.state() != WorkerStatus.State.GONE)
                .sorted(Comparator.comparing(WorkerStatus::worker))
                .toList();
    }

    /** What a worker told last. */
    public Optional<WorkerStatus> find(String worker) {
        return Optional.ofNullable(workers.get(worker));
    }

    /** Whether it has given no sign of life for so long that nobody counts on it. */
    public boolean isSilent(WorkerStatus worker) {
        return !worker.at().plus(SILENT_AFTER).isAfter(clock.instant());
    }

    /** Workers that gave a sign of life lately and take jobs. */
    public List<WorkerStatus> alive() {
        return workers.values().stream()
                .filter(w -> w.state() == WorkerStatus.State.SERVING)
                .filter(w -> !isSilent(w))
                .toList();
    }
}
