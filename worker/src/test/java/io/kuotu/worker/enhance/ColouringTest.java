package io.kuotu.worker.enhance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.picture.Picture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ColouringTest {
    private static final int SIDE = 256;

    /** What a perfect model would say: the colours that the photograph has, at the model's size. */
    private static float[] truth(Picture photo, float[] shown) {
        float[] made = shown.clone();
        int plane = SIDE * SIDE;
        for (int i = 0; i < plane; i++) {
            int x = i % SIDE * photo.width() / SIDE;
            int y = i / SIDE * photo.height() / SIDE;
            Band one = Band.of(photo, y, 1);
            made[plane + i] = one.cb()[x] / 255 + 0.5f;
            made[2 * plane + i] = one.cr()[x] / 255 + 0.5f;
        }
        return made;
    }

    private static Picture grey(Picture photo) {
        byte[] rgb = photo.rgb().clone();
        for (int i = 0; i < rgb.length; i += 3) {
            float y =
                    Band.RED * (rgb[i] & 0xFF)
                            + Band.GREEN * (rgb[i + 1] & 0xFF)
                            + Band.BLUE * (rgb[i + 2] & 0xFF);
            rgb[i] = rgb[i + 1] = rgb[i + 2] = (byte) Math.round(y);
        }
        return new Picture(photo.width(), photo.height(), rgb, null, null);
    }

    @Test
    void trueColoursComeBackToThePicturesSize() throws Exception {
        Picture photo = Pictures.photo();
        Picture grey = grey(photo);
        float[] shown = Colouring.shown(grey, SIDE);
        Picture coloured = Colouring.coloured(grey, SIDE, shown, truth(photo, shown));
        assertThat(Pictures.psnr(coloured, photo))
                .isGreaterThan(Pictures.psnr(grey, photo) + 6)
                .isGreaterThan(28);
    }

    @Test
    void lightnessStays_andGreyStaysGrey() {
        Picture ramp = Pictures.of(300, 90, (x, _) -> x * 255 / 299 * 0x010101);
        float[] shown = Colouring.shown(ramp, SIDE);
        float[] made = shown.clone();
        Arrays.fill(made, SIDE * SIDE, made.length, 0.5f);
        assertThat(Colouring.coloured(ramp, SIDE, shown, made).rgb()).isEqualTo(ramp.rgb());
    }
}
