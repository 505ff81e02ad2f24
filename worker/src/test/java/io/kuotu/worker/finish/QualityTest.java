package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final Canvas AROUND = new Canvas(120, 100, 30, 20, 60, 50);

    private interface Colour {
        int at(int x, int y, boolean made);
    }

    private static Picture picture(Canvas canvas, Colour colour) {
        byte[] rgb = new byte[3 * canvas.width() * canvas.height()];
        for (int y = 0; y < canvas.height(); y++) {
            for (int x = 0; x < canvas.width(); x++) {
                boolean made =
                        x < canvas.left()
                                || y < canvas.top()
                                || x >= canvas.left() + canvas.sourceWidth()
                                || y >= canvas.top() + canvas.sourceHeight();
                int value = colour.at(x, y, made);
                int at = 3 * (y * canvas.width() + x);
                rgb[at] = (byte) (value >> 16);
                rgb[at + 1] = (byte) (value >> 8);
                rgb[at + 2] = (byte) value;
            }
        }
        return new Picture(canvas.width(), canvas.height(), rgb, null, null);
    }

    private static Colour grainOn(int source, int made) {
        Random random = new Random(4);
        return (_, _, isMade) -> {
            int level = random.nextInt(24) - 12;
            return (isMade ? made : source) + level * 0x010101;
        };
    }

    @Test
    void onePicture_hasABorderLikeAnyOtherLine() {
        Quality quality = Quality.of(picture(AROUND, grainOn(0x808080, 0x808080)), AROUND);
        assertThat(quality.seamRatio()).isCloseTo(1, within(0.1));
        assertThat(quality.colourDeltaE()).isLessThan(0.5);
        assertThat(quality.grainRatio()).isCloseTo(1, within(0.1));
    }

    @Test
    void aStepShows_onWhicheverSideItIs() {
        int[][] margins = {{30, 0, 0, 0}, {0, 30, 0, 0}, {0, 0, 30, 0}, {0, 0, 0, 30}};
        for (int[] m : margins) {
            Canvas canvas = new Canvas(60 + m[0] + m[2], 50 + m[1] + m[3], m[0], m[1], 60, 50);
            Quality quality = Quality.of(picture(canvas, grainOn(0x808080, 0xA0A0A0)), canvas);
            assertThat(quality.seamRatio()).isGreaterThan(1.7);
        }
    }

    @Test
    void aStepThatNobodySees_isNotVisible_whateverItsRatio() {
        Picture faint = picture(AROUND, (_, _, made) -> made ? 0x808080 : 0x818181);
        Quality quality = Quality.of(faint, AROUND);
        assertThat(quality.seamDeltaE()).isBetween(0.1, Quality.UNSEEN);
        assertThat(quality.seamRatio()).isGreaterThan(2);
        assertThat(quality.isSeamVisible(1.5)).isFalse();
        Picture plain = picture(AROUND, (_, _, made) -> made ? 0x808080 : 0x888888);
        assertThat(Quality.of(plain, AROUND).isSeamVisible(1.5)).isTrue();
    }

    @Test
    void driftsHaveTheirSigns() {
        Quality warmer = Quality.of(picture(AROUND, grainOn(0x607080, 0xA08850)), AROUND);
        assertThat(warmer.drift().lightness()).isPositive();
        assertThat(warmer.drift().red()).isPositive();
        assertThat(warmer.drift().yellow()).isPositive();
        assertThat(warmer.drift().chroma()).isPositive();
        assertThat(warmer.colourDeltaE())
                .isCloseTo(Lab.difference(Lab.of(0x607080), Lab.of(0xA08850)), within(1.0));
        Quality cooler = Quality.of(picture(AROUND, grainOn(0xA08850, 0x607080)), AROUND);
        assertThat(cooler.drift().yellow()).isNegative();
        assertThat(cooler.drift().lightness()).isNegative();
    }

    @Test
    void whatIsTooSmooth_hasLittleGrain() {
        Random random = new Random(4);
        Picture smooth =
                picture(
                        AROUND,
                        (_, _, made) -> 0x808080 + (made ? 0 : random.nextInt(24) * 0x010101));
        assertThat(Quality.of(smooth, AROUND).grainRatio()).isLessThan(0.1);
    }

    @Test
    void everyFigureIsANumber_evenOfOneColourAndOfSlivers() {
        Canvas sliver = new Canvas(65, 64, 0, 0, 64, 64);
        for (Canvas canvas : new Canvas[] {AROUND, sliver}) {
            assertThat(Quality.of(picture(canvas, (_, _, _) -> 0), canvas).figures().values())
                    .hasSize(8)
                    .allMatch(Double::isFinite);
        }
    }
}
