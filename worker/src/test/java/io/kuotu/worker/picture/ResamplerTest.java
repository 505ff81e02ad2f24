package io.kuotu.worker.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.picture.Resampler.Axis;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    private static Planes ramp(int width, int height) {
        float[] values = new float[3 * width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (i % width) / width;
        }
        return new Planes(width, height, values);
    }

    @Test
    void sameSize_isTheSamePicture() {
        Planes picture = ramp(40, 30);
        Planes same = Resampler.resample(picture, Axis.whole(40, 40), Axis.whole(30, 30));
        for (int i = 0; i < same.values().length; i++) {
            assertThat(same.values()[i]).isCloseTo(picture.values()[i], within(1e-5f));
        }
    }

    @Test
    void anEvenPicture_staysEven() {
        float[] values = new float[3 * 50 * 20];
        Arrays.fill(values, 0.3f);
        for (Axis axis :
                new Axis[] {Axis.whole(50, 7), Axis.whole(50, 333), new Axis(-30, 0.5, 220)}) {
            for (float value :
                    Resampler.resample(new Planes(50, 20, values), axis, Axis.whole(20, 33))
                            .values()) {
                assertThat(value).isCloseTo(0.3f, within(1e-5f));
            }
        }
    }

    @Test
    void shrinking_doesNotAlias() {
        float[] values = new float[3 * 400 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 2; // the finest pattern there is
        }
        Planes small =
                Resampler.resample(
                        new Planes(400, 4, values), Axis.whole(400, 37), Axis.whole(4, 4));
        for (int x = 3; x < 34; x++) {
            assertThat(small.at(0, x, 1)).isCloseTo(0.5f, within(0.02f));
        }
    }

    @Test
    void aPart_isThatPart() {
        Planes picture = ramp(100, 10);
        Planes part = Resampler.resample(picture, new Axis(20, 0.5, 40), Axis.whole(10, 10));
        assertThat(part.at(0, 0, 5)).isCloseTo((20 + 0.25f - 0.5f) / 100, within(0.003f));
        assertThat(part.at(2, 39, 5))
                .isCloseTo((20 + 39 * 0.5f + 0.25f - 0.5f) / 100, within(0.003f));
    }
}
