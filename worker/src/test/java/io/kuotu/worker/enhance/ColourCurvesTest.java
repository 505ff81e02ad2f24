package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;
import org.junit.jupiter.api.Test;

class ColourCurvesTest {
    private static Picture cast(Picture picture, double red, double green, double blue) {
        double[] gains = {red, green, blue};
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            double linear = Math.min(1, gains[i % 3] * ColourCast.linear(rgb[i] & 0xFF));
            rgb[i] = (byte) Math.round(ColourCast.level(linear));
        }
        return new Picture(picture.width(), picture.height(), rgb, null, null);
    }

    /** Mean difference of colour alone, in a and b. */
    private static double apart(Picture one, Picture two) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < one.rgb().length; i += 3 * 37) {
            Lab a = lab(one, i);
            Lab b = lab(two, i);
            sum += Math.hypot(a.a() - b.a(), a.b() - b.b());
            count++;
        }
        return sum / count;
    }

    private static Lab lab(Picture picture, int i) {
        return Lab.of(
                (picture.rgb()[i] & 0xFF) << 16
                        | (picture.rgb()[i + 1] & 0xFF) << 8
                        | (picture.rgb()[i + 2] & 0xFF));
    }

    private static Picture corrected(Picture picture, double strength) {
        return ColourCurves.of(ColourCast.of(picture), strength).applyTo(picture);
    }

    @Test
    void aCastIsTakenAway() throws Exception {
        Picture photo = Pictures.photo();
        Picture warm = cast(photo, 1.25, 1, 0.75);
        Picture cold = cast(photo, 0.75, 1, 1.25);
        assertThat(apart(corrected(warm, 1), photo)).isLessThan(0.8 * apart(warm, photo));
        assertThat(apart(corrected(cold, 1), photo)).isLessThan(0.9 * apart(cold, photo));
        // what came out of both casts is more alike than what went in
        assertThat(apart(corrected(warm, 1), corrected(cold, 1)))
                .isLessThan(0.5 * apart(warm, cold));
    }

    @Test
    void thePictureChoosesLittleWhereItsTwoLightsDisagree() {
        Picture daisies = Pictures.of(200, 200, (x, y) -> (x + y) % 20 == 0 ? 0xF0F0E8 : 0x206010);
        assertThat(ColourCurves.auto(ColourCast.of(daisies))).isLessThan(0.1);
        Picture meadow = Pictures.of(200, 200, (x, y) -> (x + y) % 2 == 0 ? 0x206010 : 0x308018);
        assertThat(ColourCurves.auto(ColourCast.of(meadow))).isLessThan(0.1);
        Picture grey = Pictures.of(200, 200, (x, _) -> x * 0x010101);
        assertThat(ColourCurves.auto(ColourCast.of(grey))).isGreaterThan(0.7);
    }

    @Test
    void contrastIsStretchedInBounds() {
        Picture flat = Pictures.of(200, 100, (x, _) -> (80 + x / 4) * 0x010101);
        Picture better = corrected(flat, 1);
        int dark = Pictures.red(better, 0, 50);
        int light = Pictures.red(better, 199, 50);
        assertThat(light - dark).isGreaterThan(55).isLessThan(80);
        assertThat(dark).isLessThan(80);
        assertThat(light).isGreaterThanOrEqualTo(129);
    }

    @Test
    void aNeutralPictureStaysNeutral() {
        Picture grey = Pictures.of(256, 64, (x, _) -> x * 0x010101);
        Picture same = corrected(grey, 1);
        assertThat(apart(same, grey)).isLessThan(0.01);
    }
}
