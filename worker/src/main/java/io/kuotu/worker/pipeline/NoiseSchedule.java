package io.kuotu.worker.pipeline;

import io.kuotu.worker.bundle.Schedule;

/**
 * How much signal and how much noise a latent has at each timestep: {@code x = alpha * signal +
 * sigma * noise}, {@code alpha² + sigma² = 1}. Timesteps count from 0 (nearly clean) to {@link
 * #size} - 1. Immutable.
 */
public final class NoiseSchedule {
    /** Where diffusers puts the signal of the multistep solver and Euler when there is none. */
    private static final double LEAST_ALPHA = 0x1.0p-12;

    private final Schedule schedule;
    private final double[] alphas;
    private final double[] sigmas;

    private NoiseSchedule(Schedule schedule, double[] alphas, double[] sigmas) {
        this.schedule = schedule;
        this.alphas = alphas;
        this.sigmas = sigmas;
    }

    /**
     * A place on the way.
     *
     * @param timestep that the network is told
     * @param alpha share of signal
     * @param sigma share of noise
     */
    record Level(double timestep, double alpha, double sigma) {
        /** No noise is left. */
        static final Level CLEAN = new Level(0, 1, 0);

        /** Half of the log of the signal-to-noise ratio, kept finite where there is no signal. */
        double lambda() {
            return StrictMath.log(Math.max(1e-12, alpha / sigma));
        }

        /** Noise for one of signal. */
        double ratio() {
            return sigma / alpha;
        }
    }

    public static NoiseSchedule of(Schedule schedule) {
        return switch (schedule.kind()) {
            case COSINE -> cosine(schedule);
            case LINEAR, SCALED_LINEAR -> ofBetas(schedule);
        };
    }

    private static NoiseSchedule cosine(Schedule schedule) {
        int timesteps = schedule.timesteps();
        double[] alphas = new double[timesteps];
        double[] sigmas = new double[timesteps];
        for (int i = 0; i < timesteps; i++) {
            double angle = (i + 1.0) / timesteps * (Math.PI / 2);
            alphas[i] = StrictMath.cos(angle);
            sigmas[i] = StrictMath.sin(angle);
        }
        return new NoiseSchedule(schedule, alphas, sigmas);
    }

    private static NoiseSchedule ofBetas(Schedule schedule) {
        double[] alphas = new double[schedule.timesteps()];
        double kept = 1; // of the signal's variance
        for (int i = 0; i < alphas.length; i++) {
            kept *= 1 - beta(schedule, (double) i / Math.max(1, alphas.length - 1));
            alphas[i] = Math.sqrt(kept);
        }
        if (schedule.zeroTerminalSnr()) {
            bend(alphas);
        }
        double[] sigmas = new double[alphas.length];
        for (int i = 0; i < alphas.length; i++) {
            sigmas[i] = Math.sqrt(1 - alphas[i] * alphas[i]);
        }
        return new NoiseSchedule(schedule, alphas, sigmas);
    }

    private static double beta(Schedule schedule, double share) {
        double start = schedule.betaStart().orElseThrow();
        double end = schedule.betaEnd().orElseThrow();
        if (schedule.kind() == Schedule.Kind.LINEAR) {
            return start + (end - start) * share;
        }
        double root = Math.sqrt(start) + (Math.sqrt(end) - Math.sqrt(start)) * share;
        return root * root;
    }

    /** The last becomes 0, the first stays, all between follow. */
    private static void bend(double[] alphas) {
        double first = alphas[0];
        double last = alphas[alphas.length - 1];
        for (int i = 0; i < alphas.length; i++) {
            alphas[i] = (alphas[i] - last) * first / (first - last);
        }
    }

    public Schedule description() {
        return schedule;
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
        return schedule.prediction();
    }

    Level level(int timestep) {
        return new Level(timestep, alphas[timestep], sigmas[timestep]);
    }

    /** Never quite without signal: for samplers that count in noise for one of signal. */
    Level levelWithSignal(int timestep) {
        double alpha = Math.max(LEAST_ALPHA, alphas[timestep]);
        return new Level(timestep, alpha, Math.sqrt(1 - alpha * alpha));
    }

    /** Between whole timesteps the ratio of noise to signal is on a straight line. */
    Level levelAt(double timestep) {
        int below = (int) Math.floor(timestep);
        if (below == timestep) {
            return levelWithSignal(below);
        }
        double share = timestep - below;
        double ratio =
                (1 - share) * levelWithSignal(below).ratio()
                        + share * levelWithSignal(below + 1).ratio();
        double alpha = 1 / Math.sqrt(ratio * ratio + 1);
        return new Level(timestep, alpha, ratio * alpha);
    }
}
