package io.kuotu.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.bundle.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a model that knows the answer: whatever the path, it must come out at the signal. */
class StepPathTest {
    private static final NoiseSchedule VELOCITY =
            NoiseSchedule.of(Schedule.cosine(1000, Schedule.Prediction.VELOCITY));
    private static final NoiseSchedule EPSILON =
            NoiseSchedule.of(Schedule.cosine(1000, Schedule.Prediction.EPSILON));
    private static final double SIGNAL = 0.7;
    private static final double NOISE = -1.3;
    private static final double FRESH = 0.9;

    /** The prediction of a model that is never wrong, for the sample x at a timestep. */
    private static double oracle(NoiseSchedule schedule, double x, int timestep) {
        double a = schedule.alpha(timestep);
        double s = schedule.sigma(timestep);
        double noise = (x - a * SIGNAL) / s;
        return schedule.prediction() == Schedule.Prediction.VELOCITY
                ? a * noise - s * SIGNAL
                : noise;
    }

    private static double walk(NoiseSchedule schedule, StepPath path) {
        double x = path.startAlpha() * SIGNAL + path.startSigma() * NOISE;
        double before = 0;
        for (StepRule rule : path.rules()) {
            double made = oracle(schedule, x, (int) rule.timestep());
            double next =
                    rule.xFromX() * x
                            + rule.xFromModel() * made
                            + rule.xFromPrevious() * before
                            + rule.xFromNoise() * FRESH;
            before = rule.signalFromX() * x + rule.signalFromModel() * made;
            x = next;
        }
        return x;
    }

    @ParameterizedTest
    @EnumSource(Sampler.class)
    void everyPathOfAPerfectModelEndsAtTheSignal(Sampler sampler) {
        for (int steps : new int[] {1, 2, 3, 7, 25, 100}) {
            for (double start : new double[] {1, 0.8, 0.5, 0.1}) {
                assertThat(walk(VELOCITY, StepPath.of(VELOCITY, sampler, steps, start)))
                        .isCloseTo(SIGNAL, within(tolerance(sampler)));
            }
            assertThat(walk(EPSILON, StepPath.of(EPSILON, sampler, steps, 0.8)))
                    .isCloseTo(SIGNAL, within(tolerance(sampler)));
        }
    }

    /**
     * The consistency sampler keeps a little of x by design: 5 in 10,000 at the lowest timesteps.
     */
    private static double tolerance(Sampler sampler) {
        return sampler == Sampler.LCM ? 3e-3 : 1e-4;
    }

    @Test
    void timesteps_descendFromTheStart() {
        assertThat(StepLevels.timesteps(1000, 4, 1)).containsExactly(999, 749, 500, 250);
        assertThat(StepLevels.timesteps(1000, 2, 0.5)).containsExactly(499, 250);
        assertThat(StepLevels.timesteps(1000, 1, 0.02)).containsExactly(19);
        assertThatThrownBy(() -> StepPath.of(VELOCITY, Sampler.DDIM, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StepPath.of(VELOCITY, Sampler.DDIM, 1001, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void firstStepOfTheSolverIsDdim() {
        StepRule solver = StepPath.of(VELOCITY, Sampler.DPMPP_2M, 10, 0.8).rules().getFirst();
        assertThat(solver)
                .isEqualTo(StepPath.of(VELOCITY, Sampler.DDIM, 10, 0.8).rules().getFirst());
    }

    @Test
    void pureNoiseStartsWithoutSignal() {
        StepPath path = StepPath.of(VELOCITY, Sampler.DPMPP_2M, 10, 1);
        assertThat(path.startAlpha()).isCloseTo(0, within(1e-12));
        assertThat(path.startSigma()).isEqualTo(1);
    }
}
