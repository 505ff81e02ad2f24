package io.kuotu.worker.job;

import io.kuotu.common.trace.Stretch;
import io.kuotu.worker.batch.Tracker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a device did of one sample, and when; becomes spans when it is over. The device's thread
 * writes, the job's reads.
 */
final class SampleTrail implements Tracker {
    private record Run(int batch, long startNanos, long endNanos) {}

    private final Instant ordered;
    private final long orderedNanos;
    private final Map<Part, List<Run>> runs = new EnumMap<>(Part.class); // guarded by this

    /**
     * @param ordered now
     * @param orderedNanos now, by System.nanoTime()
     */
    SampleTrail(Instant ordered, long orderedNanos) {
        this.ordered = ordered;
        this.orderedNanos = orderedNanos;
    }

    @Override
    public synchronized void ran(Part part, int batch, long startNanos, long endNanos) {
        runs.computeIfAbsent(part, _ -> new ArrayList<>())
                .add(new Run(batch, startNanos, endNanos));
    }

    /** Parts of what the job's thread is doing: the wait for a slot, and what the device did. */
    synchronized void tell(Stretch denoising) {
        List<Run> encoded = runs.getOrDefault(Part.ENCODE, List.of());
        if (!encoded.isEmpty()) {
            denoising.was("slot", ordered, at(encoded.getFirst().startNanos()), _ -> {});
        }
        tell(denoising, "encode canvas", encoded);
        tell(denoising, "steps", runs.getOrDefault(Part.STEP, List.of()));
        tell(denoising, "decode", runs.getOrDefault(Part.DECODE, List.of()));
    }

    private void tell(Stretch denoising, String name, List<Run> all) {
        if (!all.isEmpty()) {
            denoising.was(
                    name,
                    at(all.getFirst().startNanos()),
                    at(all.getLast().endNanos()),
                    span -> describe(span, all));
        }
    }

    /** Between the first and the last run others may have had the device. */
    private static void describe(Stretch span, List<Run> all) {
        long nanos = all.stream().mapToLong(r -> r.endNanos() - r.startNanos()).sum();
        span.set("kuotu.runs", all.size())
                .set("kuotu.batch.least", all.stream().mapToInt(Run::batch).min().orElse(0))
                .set("kuotu.batch.most", all.stream().mapToInt(Run::batch).max().orElse(0))
                .set("kuotu.batch.sum", all.stream().mapToInt(Run::batch).sum())
                .set("kuotu.device_ms", nanos / 1_000_000);
    }

    private Instant at(long nanos) {
        return ordered.plusNanos(nanos - orderedNanos);
    }
}
