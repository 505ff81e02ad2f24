package io.kuotu.worker.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.bundle.BundleManifest.Defaults;
import io.kuotu.worker.bundle.BundleManifest.Limits;
import io.kuotu.worker.bundle.BundleManifest.Looks;
import io.kuotu.worker.bundle.BundleManifest.Outpaint;
import io.kuotu.worker.bundle.BundleManifest.Shown;
import io.kuotu.worker.bundle.Schedule;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.WorkingCanvas;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanvasMakerTest {
    private static final Outpaint BUNDLE =
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

    @Test
    void reflected_foldsAgainAndAgain() {
        int[] wanted = {1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 2};
        for (int at = -2; at < 9; at++) {
            assertThat(CanvasMaker.reflected(at, 3)).isEqualTo(wanted[at + 2]);
        }
    }

    @Test
    void stretched_isItselfInside_andAMirrorTwiceAsHighOutside() {
        for (int at = 0; at < 10; at++) {
            assertThat(CanvasMaker.stretched(at, 10)).isEqualTo(at);
        }
        for (int beyond = 0; beyond < 60; beyond++) {
            double above = CanvasMaker.stretched(-1 - beyond, 10);
            assertThat(above).isBetween(0.0, 9.0);
            assertThat(CanvasMaker.stretched(10 + beyond, 10)).isCloseTo(9 - above, within(1e-9));
        }
        assertThat(CanvasMaker.stretched(-1, 10)).isZero();
        assertThat(CanvasMaker.stretched(-10, 10)).isCloseTo(4.25, within(1e-9));
        assertThat(CanvasMaker.stretched(-30, 10)).isCloseTo(4.75, within(1e-9)); // on its way back
        assertThat(CanvasMaker.stretched(-5, 1)).isZero();
    }

    @Test
    void finer_hasTheSourceItself_andAroundItWhatWasMade() {
        byte[] rgb = new byte[3 * 512 * 512];
        Arrays.fill(rgb, (byte) 255);
        Picture source = new Picture(512, 512, rgb, null, null);
        WorkingGeometry coarse =
                WorkingGeometry.of(new Canvas(1024, 512, 256, 0, 512, 512), BUNDLE);
        float[] grey = new float[3 * coarse.size().pixels()];
        Arrays.fill(grey, 0.25f);
        WorkingGeometry finer = coarse.finer(2);
        WorkingCanvas canvas =
                CanvasMaker.finer(
                        source,
                        finer,
                        new Planes(coarse.size().width(), coarse.size().height(), grey),
                        8);
        assertThat(canvas.size().width()).isEqualTo(2 * coarse.size().width());
        int width = canvas.size().width();
        assertThat(canvas.pixels()[100 * width + finer.left() - 1]).isCloseTo(0.25f, within(1e-4f));
        assertThat(canvas.pixels()[100 * width + finer.left()]).isCloseTo(1, within(1e-4f));
        assertThat(canvas.mask()).hasSize(canvas.size().pixels() / 64);
    }

    @Test
    void geometry_holdsForEveryCanvas() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            int width = 64 + random.nextInt(6000);
            int height = 64 + random.nextInt(4000);
            Canvas canvas = anyCanvas(random, width, height);
            WorkingGeometry geometry = WorkingGeometry.of(canvas, BUNDLE);
            String told = "seed 3, case " + i + ": " + canvas + " -> " + geometry;
            assertThat(geometry.size().width() % 32).as(told).isZero();
            assertThat(geometry.size().height() % 32).as(told).isZero();
            assertThat(geometry.x(canvas.width()))
                    .as(told)
                    .isLessThanOrEqualTo(geometry.size().width() + 1e-6);
            assertThat(geometry.y(canvas.height()))
                    .as(told)
                    .isLessThanOrEqualTo(geometry.size().height() + 1e-6);
            assertThat(geometry.size().pixels()).as(told).isLessThan(2 * 512 * 512);
            assertThat(geometry.width()).as(told).isPositive();
        }
    }

    private static Canvas anyCanvas(Random random, int width, int height) {
        int left = random.nextInt(width);
        int top = random.nextInt(height);
        return new Canvas(
                left + width + random.nextInt(3 * width),
                top + height + random.nextInt(3 * height),
                left,
                top,
                width,
                height);
    }

    @Test
    void canvas_mirrorsTheSourceAndMasksTheRest() {
        byte[] rgb = new byte[3 * 256 * 256];
        new Random(1).nextBytes(rgb);
        Picture source = new Picture(256, 256, rgb, null, null);
        WorkingGeometry geometry =
                WorkingGeometry.of(new Canvas(512, 256, 128, 0, 256, 256), BUNDLE);
        WorkingCanvas canvas = CanvasMaker.mirrored(source, geometry, 8);

        assertThat(canvas.size().width()).isEqualTo(512);
        for (int x = 0; x < 128; x++) {
            assertThat(canvas.pixels()[x]).isCloseTo(canvas.pixels()[255 - x], within(1e-6f));
        }
        assertThat(canvas.pixels()[128]).isCloseTo((rgb[0] & 0xFF) / 255f, within(1e-4f));
        for (int cell = 0; cell < 64; cell++) {
            assertThat(canvas.mask()[cell]).isEqualTo(cell >= 16 && cell < 48 ? 0 : 1);
        }
    }

    @Test
    void cellsThatTheSourceOnlyTouches_areToBeMade() {
        Picture source = new Picture(250, 256, new byte[3 * 250 * 256], null, null);
        WorkingGeometry geometry = WorkingGeometry.of(new Canvas(253, 256, 3, 0, 250, 256), BUNDLE);
        float[] mask = CanvasMaker.mirrored(source, geometry, 8).mask();
        assertThat(mask[0]).isEqualTo(1);
        assertThat(mask[1]).isZero();
    }
}
