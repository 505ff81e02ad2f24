package io.kuotu.worker.batch;

import io.kuotu.common.job.JobId;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast a device is, as seen in its last turns. An estimate: a moving average over all sizes.
 * The device's thread owns it.
 */
final class Pace {
    private static final double WEIGHT_OF_NEW = 0.1;

    private double nanosPerPixelStep;
    private double nanosPerDecodedPixel;

    void ran(Plan plan, long nanos) {
        double pixels = plan.batch().stream().mapToLong(Ticket::stepCost).sum();
        switch (plan.kind()) {
            case STEP -> nanosPerPixelStep = averaged(nanosPerPixelStep, nanos / pixels);
            case DECODE -> nanosPerDecodedPixel = averaged(nanosPerDecodedPixel, nanos / pixels);
            case BEGIN, ENLARGE, IDLE -> {}
        }
    }

    private static double averaged(double before, double seen) {
        return before == 0 ? seen : before + WEIGHT_OF_NEW * (seen - before);
    }

    /**
     * Those that are nearest to their end first, one after another; a job's time is that of its
     * last sample. Jobs with samples that have not begun are not in it.
     */
    Map<JobId, Duration> forecast(Floor<Sample, Tile> floor) {
        List<Sample> samples =
                floor.samples()
                        .sorted(Comparator.comparingLong(s -> s.standing().costLeft()))
                        .toList();
        Map<JobId, Duration> until = new LinkedHashMap<>();
        double nanos = 0;
        for (Sample sample : samples) {
            Ticket ticket = sample.ticket();
            nanos += sample.standing().costLeft() * nanosPerPixelStep;
            nanos += ticket.stepCost() * nanosPerDecodedPixel;
            until.put(sample.claim().job(), Duration.ofNanos((long) nanos));
        }
        samples.stream()
                .filter(s -> !s.standing().hasBegun())
                .forEach(s -> until.remove(s.claim().job()));
        return until;
    }
}
