package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.finish.Composer.Finishing;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.CanvasMaker;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class TextureTest {
    private static final Canvas CANVAS = new Canvas(768, 512, 0, 0, 512, 512);
    private static final WorkingGeometry GEOMETRY = WorkingGeometry.of(CANVAS, ComposerTest.BUNDLE);

    private static Picture grey(IntBinaryOperator level) {
        byte[] rgb = new byte[3 * 512 * 512];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) level.applyAsInt(i / 3 % 512, i / 3 / 512);
        }
        return new Picture(512, 512, rgb, null, null);
    }

    /** What a model makes that knows low frequencies only: the mirrored source, smoothed. */
    private static Planes soft(WorkingCanvas canvas) {
        return Blur.of(
                new Planes(canvas.size().width(), canvas.size().height(), canvas.pixels()), 4);
    }

    private static Picture expanded(Picture source) {
        return expanded(source, Texture.Style.OWN);
    }

    private static Picture expanded(Picture source, Texture.Style style) {
        WorkingCanvas canvas = CanvasMaker.mirrored(source, GEOMETRY, 8);
        Planes generated = soft(canvas);
        Optional<Texture> texture = Texture.of(style, source, GEOMETRY, canvas, generated, 7);
        return Composer.compose(source, GEOMETRY, generated, new Finishing(true, texture));
    }

    private static double deviation(Picture picture, int left, int top, int width, int height) {
        double sum = 0;
        double squares = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int level = picture.rgb()[3 * (y * picture.width() + x)] & 0xFF;
                sum += level;
                squares += (double) level * level;
            }
        }
        double count = (double) width * height;
        return Math.sqrt(squares / count - Math.pow(sum / count, 2));
    }

    @Test
    void grainGoesOnAtItsOwnStrength() {
        Random random = new Random(1);
        Picture result = expanded(grey((_, _) -> 128 + (int) (12 * random.nextGaussian())));
        double inside = deviation(result, 128, 128, 256, 256);
        assertThat(deviation(result, 540, 40, 200, 420)).isCloseTo(inside, within(0.2 * inside));
    }

    @Test
    void grainStaysWhereItBelongs() {
        Random random = new Random(2);
        Picture result =
                expanded(grey((_, y) -> y < 256 ? 200 : 60 + (int) (15 * random.nextGaussian())));
        assertThat(deviation(result, 540, 20, 200, 180)).isLessThan(1.5);
        assertThat(deviation(result, 540, 320, 200, 180)).isGreaterThan(8);
    }

    /** The source is black and white in stripes; what the model made of it is a grey smear. */
    @Test
    void aSmearIsDrawnAnewWhereTheSourceSaysWhatThingsLookLike() {
        Picture source = grey((x, _) -> x / 32 % 2 == 0 ? 30 : 220);
        double asSource = deviation(expanded(source, Texture.Style.SOURCE), 540, 40, 200, 420);
        assertThat(asSource).isCloseTo(95, within(10.0));
        assertThat(deviation(expanded(source), 540, 40, 200, 420)).isLessThan(asSource);
    }

    @Test
    void theSameSeedGivesTheSamePicture() {
        Random random = new Random(3);
        byte[] levels = new byte[512 * 512];
        random.nextBytes(levels);
        Picture source = grey((x, y) -> 100 + (levels[y * 512 + x] & 31));
        assertThat(expanded(source).rgb()).isEqualTo(expanded(source).rgb());
    }

    @Test
    void aSourceSmallerThanABlockHasNoTexture() {
        Picture tiny = new Picture(64, 64, new byte[3 * 64 * 64], null, null);
        WorkingGeometry wide =
                WorkingGeometry.of(new Canvas(1600, 1600, 800, 800, 64, 64), ComposerTest.BUNDLE);
        WorkingCanvas canvas = CanvasMaker.mirrored(tiny, wide, 8);
        assertThat(Texture.of(Texture.Style.OWN, tiny, wide, canvas, soft(canvas), 1)).isEmpty();
    }
}
