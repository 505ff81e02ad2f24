package io.kuotu.plan.cluster;

import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.profile.BundleProfile;
import io.kuotu.worker.profile.Measure;
import io.kuotu.worker.profile.Work;
import io.kuotu.worker.profile.WorkProfile;
import io.kuotu.worker.simulate.Phase;
import io.kuotu.worker.simulate.PhaseTime;
import io.kuotu.worker.simulate.SimulationProfile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Made-up devices. */
final class Profiles {
    private static final CanvasSize CANVAS = new CanvasSize(256, 256);
    private static final double NOTHING = 1e-6;

    private Profiles() {}

    /** A step of one sample takes that long, ms, and all else nothing; there are no batches. */
    static SimulationProfile steps(double ms) {
        return profile(List.of(new Measure(1, ms, 0)), NOTHING, 0);
    }

    /**
     * A step of n samples takes 40 + 10 n ms, up to 8; a picture takes 20 ms in and 30 out, and 4
     * ms in each phase.
     */
    static SimulationProfile batching() {
        List<Measure> sizes =
                IntStream.of(1, 2, 4, 8).mapToObj(n -> new Measure(n, 40 + 10 * n, 0)).toList();
        return profile(sizes, 20, 4);
    }

    private static SimulationProfile profile(List<Measure> steps, double codecMs, double phaseMs) {
        return new SimulationProfile(
                "never",
                "made up",
                List.of(
                        new BundleProfile(
                                "scenes-256-turbo",
                                List.of(
                                        new WorkProfile(Work.STEP, CANVAS, steps),
                                        work(Work.ENCODE, codecMs),
                                        work(Work.DECODE, 1.5 * codecMs))),
                        new BundleProfile("sharp-x2", List.of(work(Work.ENLARGE, codecMs)))),
                Arrays.stream(Phase.values()).map(p -> new PhaseTime(p, phaseMs, 0)).toList());
    }

    private static WorkProfile work(Work work, double ms) {
        return new WorkProfile(
                work, CANVAS, List.of(new Measure(1, ms, 0), new Measure(2, 2 * ms, 0)));
    }
}
