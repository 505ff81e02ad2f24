package io.kuotu.worker.bundle;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A bundle's schedule of noise.
 *
 * @param kind of it
 * @param timesteps that it has
 * @param prediction what the network predicts
 * @param betaStart of the kinds that are made of betas
 * @param betaEnd of the same
 * @param spacing of the timesteps that are used; even unless given
 * @param stepsOffset added to timesteps of the spacing {@code leading}
 * @param zeroTerminalSnr whether betas are bent so that the last timestep has no signal
 * @param last what the last step lands on; clean unless given
 */
public record Schedule(
        Kind kind,
        int timesteps,
        Prediction prediction,
        Optional<Double> betaStart,
        Optional<Double> betaEnd,
        Optional<Spacing> spacing,
        int stepsOffset,
        boolean zeroTerminalSnr,
        Optional<Last> last) {
    public Schedule {
        requireNonNull(kind, "schedule.kind is missing");
        requireNonNull(prediction, "schedule.prediction is missing");
        check(timesteps > 0, "schedule.timesteps must be positive");
        check(
                betaStart.isPresent() != (kind == Kind.COSINE)
                        && betaEnd.isPresent() == betaStart.isPresent(),
                "schedule.beta_start and schedule.beta_end belong to every kind but cosine");
        check(
                betaStart.orElse(0.1) > 0
                        && betaStart.orElse(0.1) < betaEnd.orElse(0.2)
                        && betaEnd.orElse(0.2) < 1,
                "schedule.beta_start and schedule.beta_end rise between 0 and 1");
        check(stepsOffset >= 0 && stepsOffset <= 1, "schedule.steps_offset is 0 or 1");
    }

    /** A schedule of the networks that are trained here. */
    public static Schedule cosine(int timesteps, Prediction prediction) {
        return new Schedule(
                Kind.COSINE,
                timesteps,
                prediction,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                Optional.empty());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Noise schedules. */
    public enum Kind {
        /** alpha = cos, sigma = sin of a quarter turn; ends in pure noise. */
        COSINE,
        /** Betas in equal steps. */
        LINEAR,
        /** Betas whose roots are in equal steps: Stable Diffusion's. */
        SCALED_LINEAR
    }

    /** What a network predicts. */
    public enum Prediction {
        VELOCITY,
        EPSILON
    }

    /** Which timesteps a path of few steps uses. The last three are diffusers'. */
    public enum Spacing {
        /** Evenly from wherever sampling starts; the number of steps does not depend on it. */
        EVEN,
        LEADING,
        TRAILING,
        LINSPACE
    }

    /** What the last step lands on. */
    public enum Last {
        /** The predicted signal itself. */
        CLEAN,
        /** The noise of timestep 0. */
        FIRST_TIMESTEP
    }
}
