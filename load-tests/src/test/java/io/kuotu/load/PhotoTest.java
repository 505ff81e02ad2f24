package io.kuotu.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PhotoTest {
    private final Photo photo = Photo.ofSide(128);

    @Test
    void itsLongerSideIsTheOneAskedFor() throws IOException {
        BufferedImage picture = decoded(photo.copy(1));

        assertThat(picture.getWidth()).isEqualTo(128);
        assertThat(picture.getHeight()).isEqualTo(96);
    }

    @Test
    void copiesAreOtherFilesOfTheSamePixels() throws IOException {
        byte[] one = photo.copy(1);
        byte[] two = photo.copy(2);

        assertThat(one).isNotEqualTo(two);
        assertThat(pixels(decoded(one))).isEqualTo(pixels(decoded(two)));
    }

    private static BufferedImage decoded(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    private static int[] pixels(BufferedImage picture) {
        int width = picture.getWidth();
        return picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
    }
}
