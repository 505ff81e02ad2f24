package io.kuotu.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseTest {
    @Test
    void gaussian_isTheSameForEver() {
        // what every picture that was ever made depends on
        assertThat(Noise.gaussian(42, 0, 4))
                .containsExactly(0.15868384f, 0.5793141f, -1.4853071f, 2.569441f);
    }

    @Test
    void gaussian_dependsOnSeedAndStreamOnly() {
        float[] noise = Noise.gaussian(7, 3, 1000);
        assertThat(Noise.gaussian(7, 3, 1000)).containsExactly(noise);
        assertThat(Noise.gaussian(7, 3, 10)).containsExactly(Arrays.copyOf(noise, 10));
        assertThat(Noise.gaussian(8, 3, 1000)).isNotEqualTo(noise);
        assertThat(Noise.gaussian(7, 4, 1000)).isNotEqualTo(noise);
    }

    @Test
    void gaussian_isStandardNormal() {
        float[] noise = Noise.gaussian(1, 0, 200_000);
        double mean = 0;
        double square = 0;
        double beyondTwo = 0;
        for (float value : noise) {
            mean += value;
            square += value * value;
            beyondTwo += Math.abs(value) > 2 ? 1 : 0;
        }
        assertThat(mean / noise.length).isCloseTo(0, within(0.01));
        assertThat(square / noise.length).isCloseTo(1, within(0.015));
        assertThat(beyondTwo / noise.length).isCloseTo(0.0455, within(0.003));
    }

    @Test
    void gaussian_neighbouringSeedsAreIndependent() {
        float[] one = Noise.gaussian(100, 0, 50_000);
        float[] next = Noise.gaussian(101, 0, 50_000);
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * next[i];
        }
        assertThat(product / one.length).isCloseTo(0, within(0.02));
    }
}
