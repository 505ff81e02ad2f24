package io.kuotu.standalone;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** What two files of the same picture share, whatever jobs they name. */
final class Pixels {
    private Pixels() {}

    /** Row by row, packed ARGB. */
    static int[] of(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
