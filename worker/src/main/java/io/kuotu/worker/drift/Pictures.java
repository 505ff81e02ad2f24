package io.kuotu.worker.drift;

import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.Planes;
import io.kuotu.worker.picture.Resampler;
import io.kuotu.worker.picture.Resampler.Axis;
import io.kuotu.worker.picture.RowSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** From one form of a picture to another. Colours are taken as sRGB. */
final class Pictures {
    private Pictures() {}

    /** A file that this process has written. */
    static BufferedImage read(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 18);
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Made smaller until its long side fits, never larger; over white where it is transparent. */
    static Planes small(RowSource picture, int longSide) {
        double scale = Math.min(1, (double) longSide / Math.max(picture.width(), picture.height()));
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return Resampler.resample(
                picture, Axis.whole(picture.width(), width), Axis.whole(picture.height(), height));
    }

    static Picture picture(Planes planes) {
        int pixels = planes.width() * planes.height();
        byte[] rgb = new byte[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            for (int c = 0; c < 3; c++) {
                float value = planes.values()[c * pixels + i];
                rgb[3 * i + c] = (byte) Math.clamp(Math.round(value * 255), 0, 255);
            }
        }
        return new Picture(planes.width(), planes.height(), rgb, null, null);
    }
}
