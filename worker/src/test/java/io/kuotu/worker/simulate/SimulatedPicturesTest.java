package io.kuotu.worker.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedPicturesTest {
    @TempDir Path folder;

    private final SimulatedPictures pictures = new SimulatedPictures();

    private Picture decoded(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("picture"), bytes);
        PictureHeader header = PictureInspector.inspect(file, "image");
        return PictureDecoder.decode(file, header);
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "JPEG", "WEBP"})
    void aStampedFileIsAWholePictureOfItsSize(OutputFormat format) throws Exception {
        byte[] file = pictures.file(320, 180, new Rendition(format, 90));
        byte[] one = Stamp.on(file, format, "SIMULATED 1");
        byte[] other = Stamp.on(file, format, "SIMULATED 22");
        assertThat(one).isNotEqualTo(other).isEqualTo(Stamp.on(file, format, "SIMULATED 1"));
        Picture picture = decoded(one);
        assertThat(picture.width()).isEqualTo(320);
        assertThat(picture.height()).isEqualTo(180);
        assertThat(picture.rgb()).isEqualTo(decoded(file).rgb()).isEqualTo(decoded(other).rgb());
    }

    @Test
    void theWordIsThere() throws Exception {
        Picture picture = decoded(pictures.file(550, 90, Rendition.PNG));
        int unit = 550 / (Word.WIDTH + 2);
        int left = (550 - unit * Word.WIDTH) / 2;
        int top = (90 - unit * Word.HEIGHT) / 2;
        int ink = 0;
        for (int y = 0; y < Word.HEIGHT; y++) {
            for (int x = 0; x < Word.WIDTH; x++) {
                int at = 3 * ((top + y * unit + 1) * 550 + left + x * unit + 1);
                boolean white = picture.rgb()[at] == (byte) 0xFF;
                assertThat(white).isEqualTo(Word.isInk(x, y));
                ink += white ? 1 : 0;
            }
        }
        assertThat(ink).isGreaterThan(100);
    }

    @Test
    void aPictureTooSmallForTheWordIsStillOne() throws Exception {
        assertThat(decoded(pictures.file(3, 2, Rendition.PNG)).width()).isEqualTo(3);
    }
}
