package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Retouch;
import io.kuotu.worker.picture.Picture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StagesTest {
    private static Retouch all(Retouch.Regions regions) {
        return new Retouch(0.6, 0.6, 0.8, false, 0.5, regions, false, Optional.empty());
    }

    private static Picture done(Picture picture, Retouch retouch, Optional<Kept> kept)
            throws Exception {
        return new Stages(retouch, 5, kept).apply(picture, Stages.Painters.NONE);
    }

    @Test
    void onlyWhatIsAskedForIsDone_inItsOrder() throws Exception {
        Picture photo = Pictures.photo();
        Retouch two =
                new Retouch(0, 0.3, 0, false, 0.2, Retouch.Regions.AUTO, false, Optional.empty());
        assertThat(names(two, photo)).containsExactly("post-sharpen", "post-grain");
        assertThat(names(all(Retouch.Regions.NONE), photo))
                .containsExactly("post-denoise", "post-colour", "post-sharpen", "post-grain");
    }

    private static List<String> names(Retouch retouch, Picture photo) {
        return new Stages(retouch, 5, Optional.empty())
                .of(photo, Stages.Painters.NONE).stream().map(Stages.Stage::name).toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKeptStaysByteForByte_andAllAroundItChanges(Retouch.Regions regions)
            throws Exception {
        Picture noisy = Pictures.noisy(Pictures.photo(), 10, 3);
        Kept kept = new Kept(301, 203, 400, 300);
        Picture better = done(noisy, all(regions), Optional.of(kept));
        assertThat(better.sha256(301, 203, 400, 300)).isEqualTo(noisy.sha256(301, 203, 400, 300));
        int changed = 0;
        for (int x = 0; x < noisy.width(); x++) {
            changed += Pictures.red(better, x, 50) == Pictures.red(noisy, x, 50) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(noisy.width() / 2);
    }

    @Test
    void noStrengthIsNoChange_byteForByte() throws Exception {
        Picture noisy = Pictures.noisy(Pictures.photo(), 10, 3);
        NoiseLevel noise = NoiseLevel.of(noisy);
        List<Bands.Kernel> kernels =
                List.of(
                        new Denoiser(noise, 0, Share.ALL),
                        new Sharpener(noise.lightness(), 0, Share.ALL),
                        new Grain(1, 0, Share.ALL),
                        new Denoiser(noise, 1, (_, _) -> 0),
                        new Sharpener(0, 1, (_, _) -> 0),
                        new Grain(1, 1, (_, _) -> 0));
        for (Bands.Kernel kernel : kernels) {
            Picture same = Bands.map(noisy, 8, Optional.empty(), kernel);
            assertThat(same.rgb()).as(kernel.toString()).isEqualTo(noisy.rgb());
        }
        assertThat(ColourCurves.of(ColourCast.of(noisy), 0).applyTo(noisy).rgb())
                .isEqualTo(noisy.rgb());
    }

    @Test
    void transparencyStays() throws Exception {
        Picture noisy = Pictures.noisy(Pictures.grey(80, 70, 100), 10, 3);
        byte[] alpha = new byte[80 * 70];
        alpha[33] = 5;
        Picture clear = new Picture(80, 70, noisy.rgb(), alpha, null);
        Picture better = done(clear, all(Retouch.Regions.AUTO), Optional.empty());
        assertThat(better.alpha()).isEqualTo(alpha);
    }

    @Test
    void theSameAgainIsTheSame() throws Exception {
        Picture photo = Pictures.photo();
        assertThat(done(photo, all(Retouch.Regions.AUTO), Optional.empty()).rgb())
                .isEqualTo(done(photo, all(Retouch.Regions.AUTO), Optional.empty()).rgb());
    }

    @Test
    void regionsSpareTheFoliage_andStillCleanTheSky() throws Exception {
        Picture clean = Pictures.photo();
        Picture noisy = Pictures.noisy(clean, 12, 4);
        Retouch denoise =
                new Retouch(0.5, 0, 0, false, 0, Retouch.Regions.AUTO, false, Optional.empty());
        Picture better = done(noisy, denoise, Optional.empty());
        assertThat(apart(better, noisy, 660, 760))
                .as("the meadow changes less than the sky")
                .isLessThan(0.6 * apart(better, noisy, 10, 60));
        assertThat(Pictures.psnr(better, clean)).isGreaterThan(Pictures.psnr(noisy, clean) + 1);
    }

    private static double apart(Picture one, Picture two, int top, int bottom) {
        double sum = 0;
        for (int i = 3 * one.width() * top; i < 3 * one.width() * bottom; i++) {
            sum += Math.abs((one.rgb()[i] & 0xFF) - (two.rgb()[i] & 0xFF));
        }
        return sum / (3.0 * one.width() * (bottom - top));
    }

    @Test
    void colourGoesTowardsTheSource_butNotAtItsBorder() throws Exception {
        Kept kept = new Kept(100, 0, 100, 100);
        Picture made = Pictures.of(300, 100, (x, y) -> kept.has(x, y) ? 0x808080 : 0xA08060);
        Retouch colour =
                new Retouch(0, 0, 1, false, 0, Retouch.Regions.AUTO, false, Optional.empty());
        Picture better = done(made, colour, Optional.of(kept));
        assertThat(Pictures.red(better, 0, 50)).isLessThan(0xA0 - 8);
        assertThat(Pictures.red(better, 99, 50)).isBetween(0xA0 - 2, 0xA0);
        assertThat(Pictures.red(better, 150, 50)).isEqualTo(0x80);
    }
}
