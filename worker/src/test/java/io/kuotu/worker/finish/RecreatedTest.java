package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecreatedTest {
    private static final byte[] PROFILE = {1, 2, 3};

    /** 300x260 px; at work 150x130 in the corner of 160x160, the rest is dropped. */
    private static final WorkingGeometry GEOMETRY =
            new WorkingGeometry(
                    new Canvas(300, 260, 0, 0, 300, 260), new CanvasSize(160, 160), 0, 0, 150, 130);

    private static Picture black() {
        byte[] alpha = new byte[300 * 260];
        alpha[7] = 9;
        return new Picture(300, 260, new byte[3 * 300 * 260], alpha, PROFILE);
    }

    private static Picture of(Planes made) {
        return Recreated.of(made, GEOMETRY, black());
    }

    private static int at(Picture picture, int x, int y, int channel) {
        return picture.rgb()[3 * (y * picture.width() + x) + channel] & 0xFF;
    }

    @Test
    void itIsTheModelsPictureAlone_atItsOwnSize() {
        float[] values = new float[3 * 160 * 160];
        for (int i = 0; i < values.length; i++) { // a ramp to the right in red, down in green
            int x = i % 160;
            int y = i / 160 % 160;
            values[i] = i < 160 * 160 ? x / 160f : i < 2 * 160 * 160 ? y / 160f : 0.25f;
        }
        Picture picture = of(new Planes(160, 160, values));
        assertThat(picture.width()).isEqualTo(300);
        assertThat(picture.height()).isEqualTo(260);
        assertThat(at(picture, 100, 40, 0)).isBetween(78, 81); // 49.75 of 160
        assertThat(at(picture, 100, 127, 1)).isEqualTo(at(picture, 200, 127, 1));
        assertThat(at(picture, 100, 128, 1) - at(picture, 100, 127, 1)) // no seam between bands
                .isBetween(0, 2);
        assertThat(at(picture, 299, 259, 2)).isEqualTo(64);
        assertThat(picture.alpha()).isEqualTo(black().alpha());
        assertThat(picture.profile()).contains(PROFILE);
    }

    @Test
    void whatIsBeyondTheScaleIsCutOff() {
        float[] values = new float[3 * 160 * 160];
        Arrays.fill(values, 1.5f);
        assertThat(at(of(new Planes(160, 160, values)), 9, 9, 0)).isEqualTo(255);
        Arrays.fill(values, -0.5f);
        assertThat(at(of(new Planes(160, 160, values)), 9, 9, 0)).isZero();
    }
}
