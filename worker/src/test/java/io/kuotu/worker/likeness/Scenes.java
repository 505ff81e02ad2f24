package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;
import io.kuotu.worker.picture.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to compare, and what can be done to them. */
public final class Scenes {
    private static final Path PHOTO = Path.of("../deploy/samples/picos-de-europa.jpg");

    private Scenes() {}

    /** 0xRRGGBB of a pixel. */
    public interface Colour {
        int at(int x, int y);
    }

    public static Picture picture(int width, int height, Colour colour) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = colour.at(x, y);
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (value >> 16);
                rgb[at + 1] = (byte) (value >> 8);
                rgb[at + 2] = (byte) value;
            }
        }
        return new Picture(width, height, rgb, null, null);
    }

    /** Mountains, 1024x768. */
    public static Picture photo() {
        try {
            BufferedImage image = ImageIO.read(PHOTO.toFile());
            return picture(
                    image.getWidth(), image.getHeight(), (x, y) -> image.getRGB(x, y) & 0xFFFFFF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hills of fractal texture under a sky; the seed decides their shape, not their colours. */
    public static Picture hills(int width, int height, long seed) {
        double[] waves = new Random(seed).doubles(6, 0, 7).toArray();
        return picture(
                width,
                height,
                (x, y) -> {
                    int grain = (int) Math.round(7 * hash(x, y, seed + 77));
                    double skyline = 0.45 + 0.08 * Math.sin(x / 90.0 + waves[0]);
                    skyline += 0.03 * Math.sin(x / 31.0 + waves[1]);
                    if (y < skyline * height) {
                        int level = 200 - 60 * y / height;
                        int haze = grain + fractal(x, y, seed) / 12;
                        return rgb(level - 50 + haze, level - 10 + haze, level + 25 + haze);
                    }
                    double near = (y / (double) height - skyline) / (1 - skyline);
                    int grass = grain + fractal(x, y, seed + 1);
                    return rgb(
                            (int) (50 + 50 * near + grass),
                            (int) (80 + 40 * near + grass),
                            (int) (40 + grass / 2.0));
                });
    }

    /** A street at night: other colours, upright lines, nothing like the hills. */
    public static Picture street(int width, int height, long seed) {
        return picture(
                width,
                height,
                (x, y) -> {
                    boolean lit = x / 24 % 3 == 1 && y / 18 % 2 == 0;
                    int grain = fractal(x, y, seed) / 6;
                    return lit
                            ? rgb(230 + grain, 150 + grain, 60)
                            : rgb(60 + grain, 30, 50 + grain);
                });
    }

    /** Value noise of five octaves, -48 to 48. */
    private static int fractal(int x, int y, long seed) {
        double sum = 0;
        double size = 32;
        double weight = 24;
        for (int octave = 0; octave < 5; octave++) {
            sum += weight * smooth(x / size, y / size, seed + octave);
            size /= 2;
            weight /= 1.6;
        }
        return (int) Math.round(sum);
    }

    private static double smooth(double x, double y, long seed) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        double right = ease(x - column);
        double low = ease(y - row);
        double top = mix(hash(column, row, seed), hash(column + 1, row, seed), right);
        double bottom = mix(hash(column, row + 1, seed), hash(column + 1, row + 1, seed), right);
        return mix(top, bottom, low);
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double mix(double from, double to, double share) {
        return from + (to - from) * share;
    }

    /** -1 to 1. */
    private static double hash(int x, int y, long seed) {
        long z = x * 0x9E3779B97F4A7C15L ^ y * 0xC2B2AE3D27D4EB4FL ^ seed * 0x165667B19E3779F9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z >>> 40) / (double) (1 << 23) - 1;
    }

    public static int rgb(int red, int green, int blue) {
        return Math.clamp(red, 0, 255) << 16
                | Math.clamp(green, 0, 255) << 8
                | Math.clamp(blue, 0, 255);
    }

    public static int colour(Picture picture, int x, int y) {
        int at = 3 * (y * picture.width() + x);
        byte[] rgb = picture.rgb();
        return (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
    }

    public static Picture shifted(Picture picture, int red, int green, int blue) {
        return picture(
                picture.width(),
                picture.height(),
                (x, y) -> {
                    int c = colour(picture, x, y);
                    return rgb((c >> 16) + red, (c >> 8 & 0xFF) + green, (c & 0xFF) + blue);
                });
    }

    public static Picture noised(Picture picture, double deviation, long seed) {
        Random random = new Random(seed);
        return picture(
                picture.width(),
                picture.height(),
                (x, y) -> {
                    int c = colour(picture, x, y);
                    return rgb(
                            (c >> 16) + (int) Math.round(deviation * random.nextGaussian()),
                            (c >> 8 & 0xFF) + (int) Math.round(deviation * random.nextGaussian()),
                            (c & 0xFF) + (int) Math.round(deviation * random.nextGaussian()));
                });
    }

    public static Picture noise(int width, int height, long seed) {
        Random random = new Random(seed);
        return picture(width, height, (_, _) -> random.nextInt(1 << 24));
    }

    /** The mean of the pixels around each, up to so far away. */
    public static Picture blurred(Picture picture, int radius) {
        return picture(
                picture.width(),
                picture.height(),
                (x, y) -> {
                    int[] sums = new int[4];
                    for (int j = y - radius; j <= y + radius; j++) {
                        for (int i = x - radius; i <= x + radius; i++) {
                            int c =
                                    colour(
                                            picture,
                                            Math.clamp(i, 0, picture.width() - 1),
                                            Math.clamp(j, 0, picture.height() - 1));
                            sums[0] += c >> 16;
                            sums[1] += c >> 8 & 0xFF;
                            sums[2] += c & 0xFF;
                            sums[3]++;
                        }
                    }
                    return rgb(sums[0] / sums[3], sums[1] / sums[3], sums[2] / sums[3]);
                });
    }

    /** Half as wide and high: the means of two by two. */
    public static Picture halved(Picture picture) {
        return picture(
                picture.width() / 2,
                picture.height() / 2,
                (x, y) -> {
                    int[] sums = new int[3];
                    for (int i = 0; i < 4; i++) {
                        int c = colour(picture, 2 * x + i % 2, 2 * y + i / 2);
                        sums[0] += c >> 16;
                        sums[1] += c >> 8 & 0xFF;
                        sums[2] += c & 0xFF;
                    }
                    return rgb(sums[0] / 4, sums[1] / 4, sums[2] / 4);
                });
    }

    public static Picture moved(Picture picture, int right, int down) {
        return picture(
                picture.width(),
                picture.height(),
                (x, y) ->
                        colour(
                                picture,
                                Math.floorMod(x - right, picture.width()),
                                Math.floorMod(y - down, picture.height())));
    }

    /** The source's part of one picture, all else of another. */
    public static Picture joined(Picture source, Picture around, Canvas canvas) {
        return picture(
                canvas.width(),
                canvas.height(),
                (x, y) -> {
                    boolean inside =
                            x >= canvas.left()
                                    && x < canvas.left() + canvas.sourceWidth()
                                    && y >= canvas.top()
                                    && y < canvas.top() + canvas.sourceHeight();
                    return colour(inside ? source : around, x, y);
                });
    }
}
