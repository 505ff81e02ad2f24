package io.kuotu.worker.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Against pytorch-msssim 1.0.0 in Python, once, on pictures that a formula makes:
 *
 * <pre>
 * i, j = np.mgrid[0:H, 0:W]
 * x = np.round(127 + 60 * np.sin(i / 7) + 40 * np.cos(j / 11) + (i * 31 + j * 57) % 23)
 * soft = (x + np.roll(x, 1, 0) + np.roll(x, 1, 1) + np.roll(x, 2, 1)) / 4
 * t = lambda a: torch.tensor(a, dtype=torch.float64)[None, None]
 * pytorch_msssim.ms_ssim(t(x), t(y), data_range=255)
 * </pre>
 */
class MsSsimTest {
    private static float[] scene(int width, int height) {
        float[] values = new float[width * height];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                values[i * width + j] =
                        Math.round(
                                127
                                        + 60 * Math.sin(i / 7.0)
                                        + 40 * Math.cos(j / 11.0)
                                        + (i * 31 + j * 57) % 23);
            }
        }
        return values;
    }

    private static float[] rolled(float[] values, int width, int height, int down, int right) {
        float[] rolled = new float[values.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                rolled[Math.floorMod(i + down, height) * width + Math.floorMod(j + right, width)] =
                        values[i * width + j];
            }
        }
        return rolled;
    }

    private static float[] soft(float[] x, int width, int height) {
        float[] down = rolled(x, width, height, 1, 0);
        float[] right = rolled(x, width, height, 0, 1);
        float[] further = rolled(x, width, height, 0, 2);
        float[] soft = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            soft[i] = (x[i] + down[i] + right[i] + further[i]) / 4;
        }
        return soft;
    }

    private static float[] scaled(float[] values, float by) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= by;
        }
        return scaled;
    }

    private static double ms(float[] one, float[] two, int width, int height) {
        return MsSsim.of(MsSsim.scales(one, width, height), MsSsim.scales(two, width, height));
    }

    @Test
    void figuresAreThoseOfTheReference() {
        assertFigures(256, 192, 0.992008, 0.947058, 0.935789);
        assertFigures(352, 176, 0.991918, 0.947344, 0.935821);
    }

    private static void assertFigures(int width, int height, double... expected) {
        float[] x = scene(width, height);
        float[] soft = soft(x, width, height);
        float[] moved = rolled(x, width, height, 0, 5);
        assertThat(ms(x, soft, width, height)).isCloseTo(expected[0], within(1e-4));
        assertThat(ms(x, moved, width, height)).isCloseTo(expected[1], within(1e-4));
        assertThat(ms(x, scaled(x, 0.7f), width, height)).isCloseTo(expected[2], within(1e-4));
    }

    /** There is no reference for those: fewer scales, or none. */
    @Test
    void smallPicturesHaveAFigureToo() {
        float[] x = scene(64, 48);
        double soft = ms(x, soft(x, 64, 48), 64, 48);
        assertThat(soft).isBetween(0.9, 0.9999);
        assertThat(ms(x, rolled(x, 64, 48, 0, 20), 64, 48)).isBetween(0.0, soft);
        assertThat(ms(scene(9, 9), scaled(scene(9, 9), 0.5f), 9, 9)).isEqualTo(1);
    }
}
