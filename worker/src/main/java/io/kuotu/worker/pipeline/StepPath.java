package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.BundleManifest.Schedule.Prediction;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one sample, from a level of noise down to the picture. Immutable.
 *
 * <p>Sampling may start below pure noise: from the mirrored source, noised to {@code start}. {@link
 * #startAlpha} and {@link #startSigma} mix it.
 */
public final class StepPath {
    private final List<StepRule> rules;
    private final double startAlpha;
    private final double startSigma;

    private StepPath(List<StepRule> rules, double startAlpha, double startSigma) {
        this.rules = List.copyOf(rules);
        this.startAlpha = startAlpha;
        this.startSigma = startSigma;
    }

    /**
     * @param schedule of the model
     * @param sampler to use
     * @param steps calls of the network, 1 or more
     * @param start level of noise to start from: 1 is pure noise
     */
    public static StepPath of(NoiseSchedule schedule, Sampler sampler, int steps, double start) {
        int[] timesteps = timesteps(schedule.size(), steps, start);
        List<StepRule> rules = new ArrayList<>(steps);
        for (int k = 0; k < timesteps.length; k++) {
            rules.add(rule(schedule, sampler, timesteps, k));
        }
        return new StepPath(rules, schedule.alpha(timesteps[0]), schedule.sigma(timesteps[0]));
    }

    public List<StepRule> rules() {
        return rules;
    }

    public int steps() {
        return rules.size();
    }

    public double startAlpha() {
        return startAlpha;
    }

    public double startSigma() {
        return startSigma;
    }

    /**
     * Evenly spaced, descending towards 0; one for each call of the network. A start so low that it
     * has fewer timesteps takes fewer steps.
     */
    static int[] timesteps(int size, int steps, double start) {
        if (steps < 1 || steps > size) {
            throw new IllegalArgumentException("steps are 1 to " + size + ", not " + steps);
        }
        int first = Math.clamp(Math.round(start * size) - 1, 0, size - 1);
        int calls = Math.min(steps, Math.max(1, first)); // no timestep twice
        int[] path = new int[calls];
        for (int k = 0; k < calls; k++) {
            path[k] = (int) Math.rint((double) first * (calls - k) / calls);
        }
        return path;
    }

    private static StepRule rule(NoiseSchedule schedule, Sampler sampler, int[] path, int k) {
        int now = path[k];
        double a = schedule.alpha(now);
        double s = schedule.sigma(now);
        boolean velocity = schedule.prediction() == Prediction.VELOCITY;
        double signalFromX = velocity ? a : 1 / a;
        double signalFromModel = velocity ? -s : -s / a;
        if (k + 1 == path.length) { // the last step lands on the predicted signal itself
            return new StepRule(
                    now,
                    (float) signalFromX,
                    (float) signalFromModel,
                    0,
                    (float) signalFromX,
                    (float) signalFromModel);
        }
        double aNext = schedule.alpha(path[k + 1]);
        double sNext = schedule.sigma(path[k + 1]);
        if (sampler == Sampler.DDIM
                || k == 0) { // the first step of the multistep solver is of first order, which
            // is DDIM
            double noiseFromX = velocity ? s : 0;
            double noiseFromModel = velocity ? a : 1;
            return new StepRule(
                    now,
                    (float) (aNext * signalFromX + sNext * noiseFromX),
                    (float) (aNext * signalFromModel + sNext * noiseFromModel),
                    0,
                    (float) signalFromX,
                    (float) signalFromModel);
        }
        double h = schedule.lambda(path[k + 1]) - schedule.lambda(now);
        double ratio = (schedule.lambda(now) - schedule.lambda(path[k - 1])) / h;
        double drift = -aNext * StrictMath.expm1(-h);
        double newer = drift * (1 + 1 / (2 * ratio));
        double older = drift / (2 * ratio);
        return new StepRule(
                now,
                (float) (sNext / s + newer * signalFromX),
                (float) (newer * signalFromModel),
                (float) -older,
                (float) signalFromX,
                (float) signalFromModel);
    }
}
