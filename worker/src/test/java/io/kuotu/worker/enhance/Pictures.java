package io.kuotu.worker.enhance;

import io.kuotu.common.picture.PictureInspector;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Pictures to try stages on, and how far they are from each other. */
final class Pictures {
    /** As of a source checkout: tests run in the module's folder. */
    private static final Path SAMPLE = Path.of("../deploy/samples/picos-de-europa.jpg");

    private Pictures() {}

    /** The sky above mountains, a meadow below: 1024x768 px. */
    static Picture photo() throws IOException {
        return PictureDecoder.decode(SAMPLE, PictureInspector.inspect(SAMPLE, "sample"));
    }

    interface Pixel {
        int rgb(int x, int y);
    }

    static Picture of(int width, int height, Pixel pixel) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int value = pixel.rgb(i % width, i / width);
            rgb[3 * i] = (byte) (value >> 16);
            rgb[3 * i + 1] = (byte) (value >> 8);
            rgb[3 * i + 2] = (byte) value;
        }
        return new Picture(width, height, rgb, null, null);
    }

    static Picture grey(int width, int height, int level) {
        return of(width, height, (_, _) -> level << 16 | level << 8 | level);
    }

    static Picture noisy(Picture picture, double deviation, long seed) {
        Random random = new Random(seed);
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            double value = (rgb[i] & 0xFF) + deviation * random.nextGaussian();
            rgb[i] = (byte) Math.clamp(Math.round(value), 0, 255);
        }
        return new Picture(picture.width(), picture.height(), rgb, null, null);
    }

    /** In dB; infinite where nothing differs. */
    static double psnr(Picture one, Picture two) {
        double sum = 0;
        for (int i = 0; i < one.rgb().length; i++) {
            double apart = (one.rgb()[i] & 0xFF) - (two.rgb()[i] & 0xFF);
            sum += apart * apart;
        }
        return 10 * Math.log10(255 * 255 / (sum / one.rgb().length));
    }

    static int red(Picture picture, int x, int y) {
        return picture.rgb()[3 * (y * picture.width() + x)] & 0xFF;
    }
}
