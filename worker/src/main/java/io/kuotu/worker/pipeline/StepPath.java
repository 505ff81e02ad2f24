package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.Schedule.Prediction;
import io.kuotu.worker.pipeline.NoiseSchedule.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of one sample, from a level of noise down to the picture. Immutable.
 *
 * <p>Sampling may start below pure noise: from the mirrored source, noised to {@code start}. {@link
 * #startAlpha} and {@link #startSigma} mix it.
 */
public final class StepPath {
    /** Of the latent consistency models' boundary condition. */
    private static final double LCM_TIMESTEP_SCALE = 10;

    private static final double LCM_DATA_VARIANCE = 0.25;

    private final List<StepRule> rules;
    private final Level first;

    private StepPath(List<StepRule> rules, Level first) {
        this.rules = List.copyOf(rules);
        this.first = first;
    }

    /**
     * @param schedule of the model
     * @param sampler to use
     * @param steps calls of the network, 1 or more
     * @param start level of noise to start from: 1 is pure noise
     */
    public static StepPath of(NoiseSchedule schedule, Sampler sampler, int steps, double start) {
        StepLevels levels = StepLevels.of(schedule, sampler, steps, start);
        boolean velocity = schedule.prediction() == Prediction.VELOCITY;
        List<StepRule> rules = new ArrayList<>();
        for (int k = 0; k < levels.from().size(); k++) {
            rules.add(rule(levels, sampler, velocity, k));
        }
        return new StepPath(rules, levels.first());
    }

    public List<StepRule> rules() {
        return rules;
    }

    public int steps() {
        return rules.size();
    }

    public double startAlpha() {
        return first.alpha();
    }

    public double startSigma() {
        return first.sigma();
    }

    /**
     * What the network's output says, as shares of x and of the output.
     *
     * @param signalX of x in the signal
     * @param signalModel of the output in the signal
     * @param noiseX of x in the noise
     * @param noiseModel of the output in the noise
     */
    private record Reading(double signalX, double signalModel, double noiseX, double noiseModel) {
        static Reading of(Level at, boolean velocity) {
            return velocity
                    ? new Reading(at.alpha(), -at.sigma(), at.sigma(), at.alpha())
                    : new Reading(1 / at.alpha(), -at.sigma() / at.alpha(), 0, 1);
        }

        StepRule rule(Level at, double x, double model) {
            return rule(at, x, model, 0, 0, 0);
        }

        StepRule rule(Level at, double x, double model, double previous, double fresh, int stream) {
            return new StepRule(
                    (float) at.timestep(),
                    (float) x,
                    (float) model,
                    (float) previous,
                    (float) fresh,
                    stream,
                    (float) signalX,
                    (float) signalModel);
        }
    }

    private static StepRule rule(StepLevels levels, Sampler sampler, boolean velocity, int k) {
        Level now = levels.from().get(k);
        Level next = levels.to().get(k);
        Reading reading = Reading.of(now, velocity);
        if (sampler == Sampler.LCM) {
            return consistency(now, next, reading, k + 1);
        }
        boolean last = k + 1 == levels.from().size();
        if (sampler == Sampler.DPMPP_2M
                && k > 0
                && next.sigma() > 0
                && !(last && levels.isShort())) {
            return secondOrder(levels.from().get(k - 1), now, next, reading);
        }
        // DDIM; Euler on the probability flow is the same step, and so is the solver's first
        return reading.rule(
                now,
                next.alpha() * reading.signalX + next.sigma() * reading.noiseX,
                next.alpha() * reading.signalModel + next.sigma() * reading.noiseModel);
    }

    private static StepRule secondOrder(Level before, Level now, Level next, Reading reading) {
        double h = next.lambda() - now.lambda();
        double ratio = (now.lambda() - before.lambda()) / h;
        double drift = -next.alpha() * StrictMath.expm1(-h);
        double newer = drift * (1 + 1 / (2 * ratio));
        double older = drift / (2 * ratio);
        return reading.rule(
                now,
                next.sigma() / now.sigma() + newer * reading.signalX,
                newer * reading.signalModel,
                -older,
                0,
                0);
    }

    private static StepRule consistency(Level now, Level next, Reading reading, int stream) {
        double time = now.timestep() * LCM_TIMESTEP_SCALE;
        double skip = LCM_DATA_VARIANCE / (time * time + LCM_DATA_VARIANCE);
        double out = time / Math.sqrt(time * time + LCM_DATA_VARIANCE);
        return reading.rule(
                now,
                next.alpha() * (out * reading.signalX + skip),
                next.alpha() * out * reading.signalModel,
                0,
                next.sigma(),
                stream);
    }
}
