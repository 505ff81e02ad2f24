package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.BundleManifest.Schedule;

/**
 * How much signal and how much noise a latent has at each timestep: {@code x = alpha * signal +
 * sigma * noise}, {@code alpha² + sigma² = 1}. Timesteps count from 0 (nearly clean) to {@link
 * #size} - 1. Immutable.
 */
public final class NoiseSchedule {
    private final double[] alphas;
    private final double[] sigmas;
    private final Schedule.Prediction prediction;

    private NoiseSchedule(double[] alphas, double[] sigmas, Schedule.Prediction prediction) {
        this.alphas = alphas;
        this.sigmas = sigmas;
        this.prediction = prediction;
    }

    public static NoiseSchedule of(Schedule schedule) {
        return switch (schedule.kind()) {
            case COSINE -> cosine(schedule.timesteps(), schedule.prediction());
        };
    }

    private static NoiseSchedule cosine(int timesteps, Schedule.Prediction prediction) {
        double[] alphas = new double[timesteps];
        double[] sigmas = new double[timesteps];
        for (int i = 0; i < timesteps; i++) {
            double angle = (i + 1.0) / timesteps * (Math.PI / 2);
            alphas[i] = StrictMath.cos(angle);
            sigmas[i] = StrictMath.sin(angle);
        }
        return new NoiseSchedule(alphas, sigmas, prediction);
    }

    public int size() {
        return alphas.length;
    }

    public double alpha(int timestep) {
        return alphas[timestep];
    }

    public double sigma(int timestep) {
        return sigmas[timestep];
    }

    public Schedule.Prediction prediction() {
        return prediction;
    }

    /**
     * Half of the log of the signal-to-noise ratio, kept finite where there is no signal at all.
     */
    double lambda(int timestep) {
        return StrictMath.log(Math.max(1e-12, alphas[timestep] / sigmas[timestep]));
    }
}
