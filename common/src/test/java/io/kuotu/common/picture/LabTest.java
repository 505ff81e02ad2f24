package io.kuotu.common.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabTest {
    /** Some of the pairs that Sharma, Wu and Dalal (2005) published to check implementations. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000",
        "50, 0, 0, 50, -1, 2, 2.3669",
        "50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792",
        "50, 2.5, 0, 73, 25, -18, 27.1492",
        "50, 2.5, 0, 58, 24, 15, 19.4535",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373",
        "2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082"
    })
    void differencesAreThosePublished(
            double l1, double a1, double b1, double l2, double a2, double b2, double expected) {
        Lab one = new Lab(l1, a1, b1);
        Lab two = new Lab(l2, a2, b2);
        assertThat(Lab.difference(one, two)).isCloseTo(expected, within(5e-5));
        assertThat(Lab.difference(two, one)).isCloseTo(expected, within(5e-5));
    }

    @Test
    void whiteAndBlackAreTheEnds() {
        assertThat(Lab.of(0xFFFFFF).l()).isCloseTo(100, within(1e-3));
        assertThat(Lab.of(0xFFFFFF).a()).isCloseTo(0, within(0.02));
        assertThat(Lab.of(0)).isEqualTo(new Lab(0, 0, 0));
    }
}
