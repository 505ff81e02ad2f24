package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.picture.Picture;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenoiserTest {
    private static Picture denoised(Picture picture, double strength) {
        return Bands.map(
                picture,
                Denoiser.REACH,
                Optional.empty(),
                new Denoiser(NoiseLevel.of(picture), strength, Share.ALL));
    }

    @ParameterizedTest
    @CsvSource({"8, 3.0", "16, 4.5", "25, 6.0"})
    void aNoisyPhotographComesNearerToTheCleanOne(double deviation, double gain) throws Exception {
        Picture clean = Pictures.photo();
        Picture noisy = Pictures.noisy(clean, deviation, 1);
        double before = Pictures.psnr(noisy, clean);
        assertThat(Pictures.psnr(denoised(noisy, 0.5), clean)).isGreaterThan(before + gain);
    }

    @Test
    void anEdgeStays_andTheNoiseOnItsSidesGoes() {
        Picture clean = Pictures.of(128, 128, (x, _) -> x < 64 ? 0x404040 : 0xC0C0C0);
        Picture better = denoised(Pictures.noisy(clean, 10, 2), 0.5);
        assertThat(Pictures.psnr(better, clean)).isGreaterThan(38);
        double step = 0;
        for (int y = 0; y < 128; y++) {
            step += Pictures.red(better, 64, y) - Pictures.red(better, 63, y);
        }
        assertThat(step / 128).isGreaterThan(0.9 * 0x80);
    }

    @Test
    void aPictureWithoutNoiseStaysAsItIs() {
        Picture clean = Pictures.of(100, 80, (x, y) -> ((x * 2) << 16) | ((y * 3) << 8) | 0x40);
        assertThat(denoised(clean, 1).rgb()).isEqualTo(clean.rgb());
    }

    @ParameterizedTest
    @CsvSource({"3", "8", "20"})
    void noiseIsFoundAsStrongAsItIs(double deviation) {
        NoiseLevel found =
                NoiseLevel.of(Pictures.noisy(Pictures.grey(400, 300, 128), deviation, 3));
        // of lightness: three independent channels, weighted
        double wanted = deviation * Math.sqrt(0.299 * 0.299 + 0.587 * 0.587 + 0.114 * 0.114);
        assertThat(found.lightness()).isBetween(0.93 * wanted, 1.07 * wanted);
    }

    @Test
    void textureIsNotTakenForNoise() throws Exception {
        assertThat(NoiseLevel.of(Pictures.photo()).lightness()).isLessThan(3);
    }

    @Test
    void whatBandItLiesInMakesNoDifference() throws Exception {
        Picture noisy = Pictures.noisy(Pictures.photo(), 12, 4);
        NoiseLevel noise = NoiseLevel.of(noisy);
        Denoiser kernel = new Denoiser(noise, 0.5, Share.ALL);
        Picture banded = Bands.map(noisy, Denoiser.REACH, Optional.empty(), kernel);
        Band before = Band.of(noisy, -Denoiser.REACH, noisy.height() + 2 * Denoiser.REACH);
        Band after = before.copy();
        kernel.apply(before, after);
        byte[] whole = noisy.rgb().clone();
        after.addTo(
                whole,
                noisy.height(),
                before,
                Denoiser.REACH,
                before.rows() - Denoiser.REACH,
                null);
        int differ = 0;
        for (int i = 0; i < whole.length; i++) {
            differ += Math.abs(whole[i] - banded.rgb()[i]) > 1 ? 1 : 0; // sums differ in order
        }
        assertThat(differ).isZero();
    }
}
