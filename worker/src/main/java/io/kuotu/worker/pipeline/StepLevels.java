package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.Schedule.Last;
import io.kuotu.worker.bundle.Schedule.Spacing;
import io.kuotu.worker.pipeline.NoiseSchedule.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels of noise that a path visits.
 *
 * <p>Spacings other than {@code even} are those of diffusers' schedulers, each sampler's as its
 * scheduler has it (they differ), so that a model that a user brings takes the very path that it
 * takes there; {@code start} below 1 then leaves out the first steps, as {@code strength} does.
 *
 * @param from where the network is called, one for each call
 * @param to where each of these steps lands
 * @param first where sampling starts: signal and noise are mixed by it
 * @param isShort whether the whole path has so few steps that its last is one of first order
 */
record StepLevels(List<Level> from, List<Level> to, Level first, boolean isShort) {
    /** Below it diffusers' multistep solver ends with a step of first order. */
    private static final int SHORT = 15;

    /** Of the latent consistency distillation, which every model of that kind shares. */
    private static final int LCM_GRID = 50;

    StepLevels {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    static StepLevels of(NoiseSchedule schedule, Sampler sampler, int steps, double start) {
        int most =
                sampler == Sampler.LCM && spacing(schedule) != Spacing.EVEN
                        ? LCM_GRID
                        : schedule.size();
        if (steps < 1 || steps > most) {
            throw new IllegalArgumentException("steps are 1 to " + most + ", not " + steps);
        }
        return spacing(schedule) == Spacing.EVEN
                ? even(schedule, steps, start)
                : asDiffusers(schedule, sampler, steps, start);
    }

    private static Spacing spacing(NoiseSchedule schedule) {
        return schedule.description().spacing().orElse(Spacing.EVEN);
    }

    private static StepLevels even(NoiseSchedule schedule, int steps, double start) {
        List<Level> from = new ArrayList<>();
        for (int timestep : timesteps(schedule.size(), steps, start)) {
            from.add(schedule.level(timestep));
        }
        List<Level> to = new ArrayList<>(from.subList(1, from.size()));
        to.add(Level.CLEAN);
        return new StepLevels(from, to, from.getFirst(), false);
    }

    /**
     * Evenly spaced, descending towards 0; one for each call of the network. A start so low that it
     * has fewer timesteps takes fewer steps.
     */
    static int[] timesteps(int size, int steps, double start) {
        int first = Math.clamp(Math.round(start * size) - 1, 0, size - 1);
        int calls = Math.min(steps, Math.max(1, first)); // no timestep twice
        int[] path = new int[calls];
        for (int k = 0; k < calls; k++) {
            path[k] = (int) Math.rint((double) first * (calls - k) / calls);
        }
        return path;
    }

    private static StepLevels asDiffusers(
            NoiseSchedule schedule, Sampler sampler, int steps, double start) {
        double[] grid = grid(schedule, sampler, steps);
        List<Level> all = new ArrayList<>();
        List<Level> targets = new ArrayList<>();
        for (int k = 0; k < steps; k++) {
            all.add(level(schedule, sampler, grid[k]));
            targets.add(target(schedule, sampler, grid, k));
        }
        int calls = Math.clamp((int) (steps * start), 1, steps);
        List<Level> from = all.subList(steps - calls, steps);
        Level first = start < 1 ? from.getFirst() : pureNoise(schedule, sampler, all.getFirst());
        return new StepLevels(from, targets.subList(steps - calls, steps), first, steps < SHORT);
    }

    /** Euler's noise has the strength of the first level, but with {@code leading} that of one. */
    private static Level pureNoise(NoiseSchedule schedule, Sampler sampler, Level level) {
        boolean asLevel = sampler == Sampler.EULER && spacing(schedule) != Spacing.LEADING;
        return new Level(level.timestep(), 0, asLevel ? level.sigma() : 1);
    }

    private static Level level(NoiseSchedule schedule, Sampler sampler, double timestep) {
        return switch (sampler) {
            case DDIM, LCM -> schedule.level((int) timestep);
            case DPMPP_2M, EULER -> schedule.levelAt(timestep);
        };
    }

    /** DDIM goes a fixed stride down, which for some spacings is not the next one's place. */
    private static Level target(NoiseSchedule schedule, Sampler sampler, double[] grid, int k) {
        Level last =
                schedule.description().last().orElse(Last.CLEAN) == Last.CLEAN
                        ? Level.CLEAN
                        : level(schedule, sampler, 0);
        if (sampler == Sampler.DDIM) {
            int below = (int) grid[k] - schedule.size() / grid.length;
            return below >= 0 ? schedule.level(below) : last;
        }
        if (k + 1 < grid.length) {
            return level(schedule, sampler, grid[k + 1]);
        }
        return sampler == Sampler.LCM ? Level.CLEAN : last;
    }

    private static double[] grid(NoiseSchedule schedule, Sampler sampler, int steps) {
        if (sampler == Sampler.LCM) {
            return consistencyGrid(schedule.size(), steps);
        }
        double size = schedule.size();
        int points = sampler == Sampler.DPMPP_2M ? steps + 1 : steps; // its lowest is left out
        double[] grid = new double[steps];
        for (int k = 0; k < steps; k++) {
            int rank = points - 1 - k;
            grid[k] =
                    switch (spacing(schedule)) {
                        case LEADING ->
                                rank * Math.floor(size / points)
                                        + schedule.description().stepsOffset();
                        case TRAILING -> Math.rint(size - k * (size / steps)) - 1;
                        case LINSPACE ->
                                linspace(sampler, (size - 1) * rank / Math.max(1, points - 1));
                        case EVEN -> throw new IllegalStateException("even has its own");
                    };
        }
        return grid;
    }

    private static double linspace(Sampler sampler, double timestep) {
        return sampler == Sampler.EULER ? timestep : Math.rint(timestep);
    }

    private static double[] consistencyGrid(int size, int steps) {
        double[] grid = new double[steps];
        int stride = size / LCM_GRID;
        for (int k = 0; k < steps; k++) {
            int index = (int) Math.floor((double) LCM_GRID * k / steps);
            grid[k] = (double) (LCM_GRID - index) * stride - 1;
        }
        return grid;
    }
}
