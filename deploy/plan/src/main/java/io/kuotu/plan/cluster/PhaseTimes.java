package io.kuotu.plan.cluster;

import io.kuotu.common.job.Canvas;
import io.kuotu.plan.scenario.JobKind;
import io.kuotu.worker.simulate.Phase;
import io.kuotu.worker.simulate.PhaseTime;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.stream.Stream;

/** What work on pictures takes beside the device, by its measured lines over pixels. */
final class PhaseTimes {
    private final SimulationProfile profile;
    private final double speed;

    /**
     * @param speed times faster than measured
     */
    PhaseTimes(SimulationProfile profile, double speed) {
        this.profile = profile;
        this.speed = speed;
    }

    /** ns of a sample's draft. */
    long draft(long pixels) {
        return nanos(pixels, Phase.DRAFT);
    }

    /** ns from a sample to its finished picture. */
    long finish(long pixels) {
        return nanos(pixels, Phase.TEXTURE, Phase.FINISH, Phase.QUALITY);
    }

    JobShape.Pictures pictures(JobKind kind) {
        Canvas canvas = kind.placed();
        long source = (long) canvas.sourceWidth() * canvas.sourceHeight();
        long result = canvas.pixels() * kind.upscale() * kind.upscale();
        return new JobShape.Pictures(nanos(source, Phase.PREPARE), nanos(result, Phase.ENCODE));
    }

    private long nanos(long pixels, Phase... phases) {
        double ms = Stream.of(phases).mapToDouble(phase -> ms(phase, pixels)).sum();
        return Math.round(1e6 * ms / speed);
    }

    private double ms(Phase phase, long pixels) {
        PhaseTime time =
                profile.phases().stream().filter(p -> p.phase() == phase).findFirst().orElseThrow();
        return time.ms() + time.msPerMegapixel() * pixels / 1e6;
    }
}
