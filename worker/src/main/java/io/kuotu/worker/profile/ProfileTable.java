package io.kuotu.worker.profile;

import io.kuotu.worker.pipeline.BatchClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A profile for people: a line for each size. */
public final class ProfileTable {
    private ProfileTable() {}

    /**
     * @param bundle measured
     * @param chosen batch sizes of a work
     */
    public static List<String> lines(BundleProfile bundle, Chosen chosen) {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-24s %-8s %9s %5s %9s %9s %9s %4s  %s",
                        "bundle",
                        "work",
                        "canvas",
                        "batch",
                        "ms",
                        "ms each",
                        "each/s",
                        "bits",
                        "chosen"));
        for (WorkProfile work : bundle.works()) {
            for (Measure measure : work.sizes()) {
                lines.add(line(bundle.bundle(), work, measure, chosen.of(work.work())));
            }
            if (work.sizes().isEmpty()) {
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%-24s %-8s %9s not measured: no time for it; runs at %s",
                                bundle.bundle(),
                                work.work().label(),
                                work.canvas(),
                                chosen.of(work.work())));
            }
        }
        return lines;
    }

    /** The batch sizes that a bundle's work is run with. */
    @FunctionalInterface
    public interface Chosen {
        BatchClasses of(Work work);
    }

    private static String line(
            String bundle, WorkProfile work, Measure measure, BatchClasses chosen) {
        return String.format(
                        Locale.ROOT,
                        "%-24s %-8s %9s %5d %9.2f %9.2f %9.2f %4s  %s",
                        bundle,
                        work.work().label(),
                        work.canvas(),
                        measure.batch(),
                        measure.ms(),
                        measure.msPerSample(),
                        measure.samplesPerSecond(),
                        measure.isSteady() ? Integer.toString(measure.bits()) : "?",
                        chosen.sizes().contains(measure.batch()) ? "*" : "")
                .stripTrailing();
    }
}
