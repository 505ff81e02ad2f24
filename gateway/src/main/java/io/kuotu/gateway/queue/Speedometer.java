package io.kuotu.gateway.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * How much of what devices could do reaches jobs: the cost that was done, by the cost that the
 * workers' own measures allow, over the last minutes in which there was something to do. Idle time
 * neither counts nor lets what was seen fade. By the times of events, so a gateway that has just
 * started knows what the others know. Not thread safe: {@link QueueModel} guards its own.
 */
public final class Speedometer {
    /** What was seen longer ago than this, in time with work, hardly counts. */
    private static final Duration FADES_IN = Duration.ofMinutes(2);

    /** So much time with work is taken to have been seen before anything was. */
    private static final double PRIOR_S = 10;

    /** Jobs are more than steps: pictures are read and written, batches are not full. */
    private static final double PRIOR_SHARE = 0.4;

    private static final Duration LONGEST_GAP = Duration.ofSeconds(60);

    private Instant last = Instant.EPOCH;
    private double allowed;
    private double done;
    private double seconds;

    /**
     * Time passes.
     *
     * @param now of an event
     * @param waited whether jobs waited since the event before, so that every device had work
     * @param pixelSteps that the devices could do in a second
     */
    public void tick(Instant now, boolean waited, double pixelSteps) {
        if (!now.isAfter(last)) {
            return;
        }
        Duration gap = Duration.between(last, now);
        last = now;
        if (waited && gap.compareTo(LONGEST_GAP) < 0) {
            double s = gap.toNanos() / 1e9;
            double kept = Math.exp(-s / FADES_IN.toSeconds());
            allowed = allowed * kept + s * pixelSteps;
            done *= kept;
            seconds = seconds * kept + s;
        }
    }

    /** While jobs waited. */
    public void done(double cost) {
        done += cost;
    }

    /** Pixel steps in a second that jobs get from devices that could do {@code pixelSteps}. */
    public double rate(double pixelSteps) {
        if (seconds == 0) {
            return pixelSteps * PRIOR_SHARE;
        }
        double before = PRIOR_S * allowed / seconds;
        return pixelSteps * (done + PRIOR_SHARE * before) / (allowed + before);
    }
}
