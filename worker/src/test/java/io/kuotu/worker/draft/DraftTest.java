package io.kuotu.worker.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.worker.picture.Planes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DraftTest {
    private static final int SIDE = 64;

    private interface Colour {
        float at(int channel, int x, int y);
    }

    private static Planes picture(int width, int height, Colour colour) {
        float[] values = new float[3 * width * height];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[(c * height + y) * width + x] = colour.at(c, x, y);
                }
            }
        }
        return new Planes(width, height, values);
    }

    /** Diagonal stripes, 16 px wide. */
    private static float stripes(int x, int y) {
        return Math.floorMod(x + y, 32) < 16 ? 0.2f : 0.8f;
    }

    private static Planes grass(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return picture(SIDE, SIDE, (c, x, y) -> random.nextInt(100) / 100f);
    }

    @Test
    void theSourceIsAsItWas_andAllElseIsOfItsColours() {
        Planes source = grass(1);
        Planes draft = Draft.of(source, 20, 10, 128, 96, 7).orElseThrow();
        assertThat(draft.width()).isEqualTo(128);
        assertThat(draft.height()).isEqualTo(96);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                assertThat(draft.at(1, x + 20, y + 10))
                        .isCloseTo(source.at(1, x, y), within(1e-5f));
            }
        }
        for (float value : draft.values()) {
            assertThat(value).isBetween(0f, 1f);
        }
    }

    @Test
    void aPatternGoesOn() {
        Planes source = picture(SIDE, SIDE, (c, x, y) -> stripes(x, y));
        Planes draft = Draft.of(source, 0, 0, 96, SIDE, 3).orElseThrow();
        int right = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = SIDE; x < 96; x++) {
                right += Math.abs(draft.at(0, x, y) - stripes(x, y)) < 0.2 ? 1 : 0;
            }
        }
        assertThat(right / (32.0 * SIDE)).isGreaterThan(0.9); // mirrored, it would be a half
    }

    @Test
    void skyStaysAboveGround() {
        Planes source = picture(SIDE, SIDE, (c, x, y) -> y < 32 ? 0.9f : 0.1f);
        Planes draft = Draft.of(source, 32, 32, 128, 128, 5).orElseThrow();
        for (int x = 0; x < 128; x++) {
            assertThat(draft.at(2, x, 8)).isGreaterThan(0.8f);
            assertThat(draft.at(2, x, 120)).isLessThan(0.2f);
        }
    }

    @Test
    void theSeedDecides() {
        Planes source = grass(2);
        float[] one = Draft.of(source, 0, 0, 112, SIDE, 1).orElseThrow().values();
        assertThat(Draft.of(source, 0, 0, 112, SIDE, 1).orElseThrow().values()).isEqualTo(one);
        assertThat(Draft.of(source, 0, 0, 112, SIDE, 2).orElseThrow().values()).isNotEqualTo(one);
    }

    @Test
    void aSliverHasNoPatches() {
        assertThat(Draft.of(picture(200, 15, (c, x, y) -> 0.5f), 0, 0, 256, 32, 1)).isEmpty();
    }

    @Test
    void oneColourStaysOneColour() {
        Planes draft =
                Draft.of(picture(SIDE, SIDE, (c, x, y) -> 0.25f), 30, 0, 160, SIDE, 1)
                        .orElseThrow();
        for (float value : draft.values()) {
            assertThat(value).isCloseTo(0.25f, within(1e-4f));
        }
    }
}
