package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.picture.Picture;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrainTest {
    private static final int SIDE = 320;

    private static Picture grained(Picture picture, long seed, double strength) {
        return Bands.map(picture, 0, Optional.empty(), new Grain(seed, strength, Share.ALL));
    }

    /** Of lightness less its mean. */
    private static double[] noise(Picture picture) {
        double[] values = new double[picture.width() * picture.height()];
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = picture.rgb()[3 * i] & 0xFF;
            mean += values[i] / values.length;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return values;
    }

    private static double covariance(double[] noise, int across, int down) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y + down < SIDE; y++) {
            for (int x = 0; x + across < SIDE; x++) {
                sum += noise[y * SIDE + x] * noise[(y + down) * SIDE + x + across];
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void itIsAsStrongAndAsWideAsItShouldBe() {
        double[] noise = noise(grained(Pictures.grey(SIDE, SIDE, 128), 7, 1));
        double variance = covariance(noise, 0, 0);
        assertThat(Math.sqrt(variance)).isCloseTo(Grain.MOST, within(0.03 * Grain.MOST));
        // 1, 3, 1 along each axis: 6/11 and 1/11 at one and two px, nothing beyond
        assertThat(covariance(noise, 1, 0) / variance).isCloseTo(6.0 / 11, within(0.03));
        assertThat(covariance(noise, 0, 1) / variance).isCloseTo(6.0 / 11, within(0.03));
        assertThat(covariance(noise, 2, 0) / variance).isCloseTo(1.0 / 11, within(0.03));
        assertThat(covariance(noise, 3, 0) / variance).isCloseTo(0, within(0.03));
        assertThat(covariance(noise, 0, 5) / variance).isCloseTo(0, within(0.03));
    }

    @Test
    void itIsStrongestInTheMiddle_andNoneAtTheEnds() {
        double dark = covariance(noise(grained(Pictures.grey(SIDE, SIDE, 40), 7, 1)), 0, 0);
        double middle = covariance(noise(grained(Pictures.grey(SIDE, SIDE, 128), 7, 1)), 0, 0);
        assertThat(dark).isLessThan(0.5 * middle).isGreaterThan(1);
        assertThat(grained(Pictures.grey(64, 64, 0), 7, 1).rgb()).containsOnly(0);
        assertThat(grained(Pictures.grey(64, 64, 255), 7, 1).rgb()).containsOnly(255);
    }

    @Test
    void itFollowsTheSeedAlone_andIsTheSameInEveryColour() {
        Picture grey = Pictures.grey(100, 200, 128);
        byte[] first = grained(grey, 7, 0.5).rgb();
        assertThat(grained(grey, 7, 0.5).rgb()).isEqualTo(first);
        assertThat(grained(grey, 8, 0.5).rgb()).isNotEqualTo(first);
        for (int i = 0; i < first.length; i += 3) {
            assertThat(first[i]).isEqualTo(first[i + 1]).isEqualTo(first[i + 2]);
        }
    }
}
