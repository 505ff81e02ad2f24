package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.bundle.BundleManifest.Defaults;
import io.kuotu.worker.bundle.BundleManifest.Limits;
import io.kuotu.worker.bundle.BundleManifest.Looks;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleManifest.Shown;
import io.kuotu.worker.bundle.Schedule;
import io.kuotu.worker.finish.Composer.Finishing;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComposerTest {
    private static final Finishing PLAIN = new Finishing(true, Optional.empty());

    static final Outpaint BUNDLE =
            new Outpaint(
                    256,
                    512,
                    8,
                    4,
                    32,
                    Shown.MIRROR,
                    Schedule.cosine(1000, Schedule.Prediction.VELOCITY),
                    new Defaults(12, "ddim", 0.8, Optional.empty()),
                    new Limits(100),
                    Optional.empty(),
                    Looks.SOURCE);

    private static Picture evenly(int width, int height, int level) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) level);
        return new Picture(width, height, rgb, null, null);
    }

    private static Planes evenly(WorkingGeometry geometry, float level) {
        float[] values = new float[3 * geometry.size().pixels()];
        Arrays.fill(values, level);
        return new Planes(geometry.size().width(), geometry.size().height(), values);
    }

    private static int level(Picture picture, int x, int y) {
        return picture.rgb()[3 * (y * picture.width() + x)] & 0xFF;
    }

    @Test
    void theSourceIsUntouched_whateverTheCanvas() {
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            int width = 64 + random.nextInt(200);
            int height = 64 + random.nextInt(200);
            byte[] rgb = new byte[3 * width * height];
            random.nextBytes(rgb);
            Picture source = new Picture(width, height, rgb, null, null);
            Canvas canvas =
                    new Canvas(
                            width + random.nextInt(100) + 9,
                            height + random.nextInt(100),
                            random.nextInt(9),
                            0,
                            width,
                            height);
            WorkingGeometry geometry = WorkingGeometry.of(canvas, BUNDLE);
            Picture result = Composer.compose(source, geometry, evenly(geometry, 0.5f), PLAIN);
            assertThat(result.sha256(canvas.left(), canvas.top(), width, height))
                    .as("case " + i)
                    .isEqualTo(source.sha256(0, 0, width, height));
        }
    }

    @Test
    void bothSidesMeetAtTheBorder_andTheModelPrevailsFarAway() {
        Picture source = evenly(128, 128, 200);
        Canvas canvas = new Canvas(640, 640, 256, 256, 128, 128);
        WorkingGeometry geometry = WorkingGeometry.of(canvas, BUNDLE);
        Picture result = Composer.compose(source, geometry, evenly(geometry, 100 / 255f), PLAIN);

        for (int i = 260; i < 380; i++) {
            assertThat(level(result, 255, i)).isCloseTo(200, within(6));
            assertThat(level(result, 384, i)).isCloseTo(200, within(6));
            assertThat(level(result, i, 255)).isCloseTo(200, within(6));
            assertThat(level(result, i, 384)).isCloseTo(200, within(6));
        }
        assertThat(level(result, 0, 0)).isCloseTo(100, within(1));
        assertThat(level(result, 320, 0)).isCloseTo(100, within(2));
        for (int x = 255; x > 130; x--) {
            assertThat(level(result, x, 320)).isLessThanOrEqualTo(level(result, x + 1, 320));
        }
    }

    @Test
    void aFineBorderPattern_fadesFasterThanABroadOne() {
        assertThat(patternLeft(2)).isLessThan(patternLeft(32));
        assertThat(patternLeft(2)).isLessThan(4);
        assertThat(patternLeft(64)).isGreaterThan(15);
    }

    /** How much of stripes of so many px along the border is left 6 px outside. */
    private static int patternLeft(int stripe) {
        byte[] rgb = new byte[3 * 256 * 256];
        for (int i = 0; i < rgb.length; i++) {
            int y = i / 3 / 256;
            rgb[i] = (byte) (y / stripe % 2 == 0 ? 100 : 156);
        }
        WorkingGeometry geometry = WorkingGeometry.of(new Canvas(320, 256, 0, 0, 256, 256), BUNDLE);
        Picture result =
                Composer.compose(
                        new Picture(256, 256, rgb, null, null),
                        geometry,
                        evenly(geometry, 128 / 255f),
                        PLAIN);
        int high = 0;
        int low = 255;
        for (int y = 64; y < 192; y++) {
            high = Math.max(high, level(result, 262, y));
            low = Math.min(low, level(result, 262, y));
        }
        return high - low;
    }

    @Test
    void transparency_staysInTheSourceAlone() {
        byte[] alpha = new byte[64 * 64];
        Arrays.fill(alpha, (byte) 0x40);
        Picture source = new Picture(64, 64, new byte[3 * 64 * 64], alpha, null);
        WorkingGeometry geometry = WorkingGeometry.of(new Canvas(96, 64, 16, 0, 64, 64), BUNDLE);
        byte[] result =
                Objects.requireNonNull(
                        Composer.compose(source, geometry, evenly(geometry, 0.5f), PLAIN).alpha());
        assertThat(result[0]).isEqualTo((byte) 0xFF);
        assertThat(result[16]).isEqualTo((byte) 0x40);
        assertThat(result[95]).isEqualTo((byte) 0xFF);
    }
}
