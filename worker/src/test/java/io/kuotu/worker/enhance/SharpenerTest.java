package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.picture.Picture;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharpenerTest {
    /** A soft edge: from 60 to 180 within some ten px. */
    private static final Picture SOFT =
            Pictures.of(
                    96,
                    96,
                    (x, _) -> {
                        int level = (int) Math.round(120 + 60 * Math.tanh((x - 47.5) / 3));
                        return level << 16 | level << 8 | level;
                    });

    private static Picture sharpened(Picture picture, double noise, double strength) {
        return Bands.map(
                picture,
                Sharpener.REACH,
                Optional.empty(),
                new Sharpener(noise, strength, Share.ALL));
    }

    private static int steepest(Picture picture) {
        int most = 0;
        for (int x = 1; x < picture.width(); x++) {
            most = Math.max(most, Pictures.red(picture, x, 48) - Pictures.red(picture, x - 1, 48));
        }
        return most;
    }

    @Test
    void anEdgeGetsSteeper_withoutAHalo() {
        Picture sharp = sharpened(SOFT, 0, 1);
        assertThat(steepest(sharp)).isGreaterThanOrEqualTo(steepest(SOFT) * 5 / 4);
        for (int x = 0; x < 96; x++) {
            assertThat(Pictures.red(sharp, x, 48))
                    .isBetween((int) (60 - Sharpener.HALO), (int) (180 + Sharpener.HALO));
        }
    }

    @Test
    void moreStrengthIsSteeper() {
        assertThat(steepest(sharpened(SOFT, 0, 0.9)))
                .isGreaterThan(steepest(sharpened(SOFT, 0, 0.2)));
    }

    @Test
    void noiseIsNotSharpened() {
        Picture noisy = Pictures.noisy(Pictures.grey(128, 128, 128), 6, 1);
        double noise = NoiseLevel.of(noisy).lightness();
        double gated = NoiseLevel.of(sharpened(noisy, noise, 0.5)).lightness();
        double blind = NoiseLevel.of(sharpened(noisy, 0, 0.5)).lightness();
        assertThat(gated).isLessThan(1.45 * noise).isLessThan(0.85 * blind);
    }

    @Test
    void colourStays() throws Exception {
        Picture photo = Pictures.photo();
        Picture sharp = sharpened(photo, 1, 0.5);
        double moved = 0;
        int counted = 0;
        for (int i = 0; i < photo.rgb().length; i += 3) {
            int red = photo.rgb()[i] & 0xFF;
            int blue = photo.rgb()[i + 2] & 0xFF;
            int sharpRed = sharp.rgb()[i] & 0xFF;
            int sharpBlue = sharp.rgb()[i + 2] & 0xFF;
            if (Math.min(sharpRed, sharpBlue) > 0 && Math.max(sharpRed, sharpBlue) < 255) {
                moved = Math.max(moved, Math.abs((sharpRed - sharpBlue) - (red - blue)));
                counted++;
            }
        }
        assertThat(counted).isGreaterThan(photo.rgb().length / 6);
        assertThat(moved).as("rounding alone").isLessThanOrEqualTo(1);
    }
}
