package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.positive;
import static io.kuotu.plan.scenario.Checks.within;

import io.kuotu.common.job.Cost;
import io.kuotu.common.job.WorkingPlace;

/**
 * What the bundles do, as their {@code bundle.json} says.
 *
 * @param bundle that expands, by name in the profile
 * @param steps unless a job says
 * @param creativity unless a job says
 * @param guidance unless a job says
 * @param nativeSize short side of working canvases, px
 * @param largest a working canvas has at most the pixels of a square of this side, px
 * @param multiple width and height of working canvases are multiples of it, px
 * @param timesteps of its schedule
 * @param upscaler that enlarges, by name in the profile
 * @param factor of one pass of it
 * @param reach of it, px around a tile's core
 */
public record Model(
        String bundle,
        int steps,
        double creativity,
        double guidance,
        int nativeSize,
        int largest,
        int multiple,
        int timesteps,
        String upscaler,
        int factor,
        int reach) {
    public Model {
        positive("steps", steps);
        within("creativity", creativity, 0, 1);
        positive("timesteps", timesteps);
        within("factor", factor, 2, 4);
        positive("reach", reach);
        var _ = new WorkingPlace.Sizes(nativeSize, largest, multiple); // says what is wrong
    }

    /** As {@link Cost} takes it; steps are spread evenly, and there is no second look. */
    public Cost.Denoising denoising() {
        return new Cost.Denoising(
                steps,
                creativity,
                guidance,
                new WorkingPlace.Sizes(nativeSize, largest, multiple),
                timesteps,
                true,
                0,
                1);
    }
}
