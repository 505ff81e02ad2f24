package io.kuotu.worker.finish;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.pipeline.CanvasSize;
import io.kuotu.worker.pipeline.Preview;
import io.kuotu.worker.pipeline.WorkingCanvas;
import io.kuotu.worker.prepare.WorkingGeometry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PreviewPictureTest {
    /** 1200x600 px, the source in its middle; at work 480x240, and 16 rows that are dropped. */
    private static final WorkingGeometry GEOMETRY =
            new WorkingGeometry(
                    new Canvas(1200, 600, 300, 0, 600, 600),
                    new CanvasSize(480, 256),
                    120,
                    0,
                    240,
                    240);

    private static final float KNOWN = 1;
    private static final float STARTED = 0.4f;
    private static final float DROPPED = 0;

    /** Grey planes: the source white, what is started from in the middle, what is dropped black. */
    private static WorkingCanvas start() {
        CanvasSize size = GEOMETRY.size();
        float[] pixels = new float[3 * size.pixels()];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % size.width();
            int y = i / size.width() % size.height();
            pixels[i] = y >= 240 ? DROPPED : x >= 120 && x < 360 ? KNOWN : STARTED;
        }
        return new WorkingCanvas(size, pixels, new float[60 * 32]);
    }

    private static PreviewPicture picture() {
        return new PreviewPicture(GEOMETRY, start());
    }

    private static Preview evenly(float value) {
        float[] pixels = new float[3 * 120 * 64];
        Arrays.fill(pixels, value);
        return new Preview(120, 64, pixels);
    }

    private static int at(Picture picture, int x, int y) {
        return picture.rgb()[3 * (y * picture.width() + x) + 1] & 0xFF;
    }

    @Test
    void aDraftIsTheCanvasMadeSmall_withoutWhatIsDropped() {
        Picture draft = picture().ofStart();
        assertThat(draft.width()).isEqualTo(256);
        assertThat(draft.height()).isEqualTo(128);
        assertThat(at(draft, 128, 64)).isEqualTo(255);
        assertThat(at(draft, 20, 64)).isEqualTo(102);
        assertThat(at(draft, 20, 120)).isEqualTo(102);
    }

    @Test
    void aPreviewIsTheModelsAroundTheSource() {
        Picture preview = picture().of(evenly(0.25f));
        assertThat(at(preview, 63, 64)).isEqualTo(64);
        assertThat(at(preview, 70, 64)).isEqualTo(255);
        assertThat(at(preview, 185, 64)).isEqualTo(255);
        assertThat(at(preview, 192, 64)).isEqualTo(64);
        assertThat(at(preview, 0, 127)).isEqualTo(64);
    }

    @Test
    void valuesThatAreNoColours_areCut() {
        assertThat(at(picture().of(evenly(7)), 5, 5)).isEqualTo(255);
        assertThat(at(picture().of(evenly(-7)), 5, 5)).isZero();
        assertThat(at(picture().of(evenly(Float.NaN)), 5, 5)).isZero();
    }

    @Test
    void aSmallCanvasIsNotEnlarged() {
        WorkingGeometry small =
                new WorkingGeometry(
                        new Canvas(96, 48, 16, 0, 64, 48), new CanvasSize(96, 48), 16, 0, 64, 48);
        Picture draft =
                new PreviewPicture(
                                small,
                                new WorkingCanvas(
                                        small.size(), new float[3 * 96 * 48], new float[12 * 6]))
                        .ofStart();
        assertThat(draft.width()).isEqualTo(96);
        assertThat(draft.height()).isEqualTo(48);
    }

    /** Of a frame that is made anew nothing is kept, so nothing is laid over it. */
    @Test
    void ofACanvasThatIsAllTheModels_nothingOfTheSourceIsShown() {
        WorkingGeometry whole =
                new WorkingGeometry(
                        new Canvas(1200, 600, 0, 0, 1200, 600),
                        new CanvasSize(480, 256),
                        0,
                        0,
                        480,
                        240);
        Picture preview = new PreviewPicture(whole, start()).of(evenly(0.25f));
        assertThat(at(preview, 128, 64)).isEqualTo(64);
    }
}
