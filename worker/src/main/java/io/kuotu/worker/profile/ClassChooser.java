package io.kuotu.worker.profile;

import io.kuotu.worker.pipeline.BatchClasses;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Chooses the batch sizes that a model is run with, from what was measured.
 *
 * <p>Only sizes whose results are the same bits go together: else a picture would depend on who is
 * beside it. Of such groups those count whose best throughput is not much below the best of all;
 * among them the one in which a lone sample is quickest, for most samples are alone most of the
 * time. Within the group it is pointless to go beyond the size at which throughput saturates:
 * whoever is in the batch would only wait longer.
 */
public final class ClassChooser {
    /** A group's best throughput, by the best of all, from which on it counts. */
    private static final double GOOD_GROUP = 0.90;

    /** Throughput, by the group's best, from which on it is saturated. */
    private static final double SATURATED = 0.97;

    private ClassChooser() {}

    /** {@link BatchClasses#SINGLE} where nothing steady was measured. */
    public static BatchClasses choose(WorkProfile measured) {
        Collection<List<Measure>> groups =
                measured.sizes().stream()
                        .filter(Measure::isSteady)
                        .collect(Collectors.groupingBy(Measure::bits))
                        .values();
        double best = groups.stream().mapToDouble(ClassChooser::best).max().orElse(0);
        return groups.stream()
                .filter(group -> best(group) >= GOOD_GROUP * best)
                .min(
                        Comparator.comparingDouble(ClassChooser::loneMs)
                                .thenComparingInt(group -> group.getFirst().batch()))
                .map(ClassChooser::saturated)
                .orElse(BatchClasses.SINGLE);
    }

    private static double best(List<Measure> group) {
        return group.stream().mapToDouble(Measure::samplesPerSecond).max().orElse(0);
    }

    /** A lone sample is filled up to the smallest size. */
    private static double loneMs(List<Measure> group) {
        return group.getFirst().ms();
    }

    private static BatchClasses saturated(List<Measure> group) {
        double enough = SATURATED * best(group);
        int largest =
                group.stream()
                        .filter(m -> m.samplesPerSecond() >= enough)
                        .mapToInt(Measure::batch)
                        .min()
                        .orElseThrow();
        return BatchClasses.of(
                group.stream().map(Measure::batch).filter(batch -> batch <= largest).toList());
    }
}
