package io.kuotu.plan.cluster;

import io.kuotu.worker.batch.BatchKey;
import io.kuotu.worker.batch.BatchSizes;
import io.kuotu.worker.batch.Limits;
import io.kuotu.worker.batch.Plan;
import io.kuotu.worker.pipeline.BatchClasses;
import io.kuotu.worker.profile.Profile;
import io.kuotu.worker.profile.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a device takes for a batch, and how large its batches are: as a worker that was measured
 * so. A run owns one, for all its devices.
 */
@SuppressWarnings("EnumOrdinal") // lists by kind: looked up for each batch
final class DeviceTimes {
    private static final int MOST = 128; // samples whose times are remembered

    private final Profile profile;
    private final double speed;
    private final BatchSizes sizes;
    private final List<Map<BatchKey, long[]>> known = new ArrayList<>(); // by kind
    private final List<Map<BatchKey, Integer>> largest = new ArrayList<>(); // by kind

    /**
     * @param profile measured
     * @param speed times faster than that
     * @param stepSizes batch sizes of steps where they are set, else empty
     */
    DeviceTimes(Profile profile, double speed, List<Integer> stepSizes) {
        this.profile = profile;
        this.speed = speed;
        this.sizes =
                BatchSizes.of(
                        profile,
                        stepSizes.isEmpty()
                                ? Optional.empty()
                                : Optional.of(BatchClasses.of(stepSizes)));
        for (Plan.Kind _ : Plan.Kind.values()) {
            known.add(new HashMap<>());
            largest.add(new HashMap<>());
        }
    }

    Limits limits(int slots) {
        return new Limits(slots, this::largest);
    }

    int largest(Plan.Kind kind, BatchKey key) {
        return largest.get(kind.ordinal()).computeIfAbsent(key, k -> sizes.largest(kind, k));
    }

    /**
     * ns of one call.
     *
     * @param samples in it
     * @param rows of each: a guided sample has two
     */
    long nanos(Plan.Kind kind, BatchKey key, int samples, int rows) {
        long[] times = known.get(kind.ordinal()).computeIfAbsent(key, _ -> new long[2 * MOST]);
        int place = 2 * samples + rows - 1;
        if (place >= times.length) {
            return measured(kind, key, samples, rows);
        }
        if (times[place] == 0) {
            times[place] = measured(kind, key, samples, rows);
        }
        return times[place];
    }

    private long measured(Plan.Kind kind, BatchKey key, int samples, int rows) {
        int filled = rows * sizes.classes(kind, key).sizeFor(samples);
        Work work = work(kind);
        Duration time =
                profile.estimate(key.bundle(), work, key.size(), filled)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "profile: has no times of '"
                                                        + key.bundle()
                                                        + "' to "
                                                        + work.label()));
        return Math.round(time.toNanos() / speed);
    }

    private static Work work(Plan.Kind kind) {
        return switch (kind) {
            case BEGIN -> Work.ENCODE;
            case STEP -> Work.STEP;
            case DECODE -> Work.DECODE;
            case ENLARGE -> Work.ENLARGE;
            case IDLE -> throw new IllegalArgumentException("nothing takes no time");
        };
    }
}
