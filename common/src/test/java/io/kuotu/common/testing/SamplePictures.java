package io.kuotu.common.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Picture files of every kind, good and bad, made on the spot. */
public final class SamplePictures {
    private static final int PNG_SIGNATURE_BYTES = 8;
    private static final int PNG_HEADER_CHUNK_BYTES = 25;

    private SamplePictures() {}

    /** Every pixel differs from its neighbours, and the four corners from each other. */
    public static BufferedImage gradient(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(
                        x,
                        y,
                        new Color(
                                        x * 255 / Math.max(1, width - 1),
                                        y * 255 / Math.max(1, height - 1),
                                        (x * 7 + y * 13) & 0xFF)
                                .getRGB());
            }
        }
        return image;
    }

    public static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same JPEG with an EXIF segment that says how to turn it. */
    public static byte[] withExifOrientation(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36).order(ByteOrder.BIG_ENDIAN);
        exif.putShort((short) 0xFFE1).putShort((short) 34).put("Exif\0\0".getBytes(US_ASCII));
        exif.put("MM".getBytes(US_ASCII)).putShort((short) 42).putInt(8);
        exif.putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        exif.putInt(0);
        return joined(
                Arrays.copyOf(jpeg, 2), exif.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** A few hundred bytes that claim to be a large picture. */
    public static byte[] pngClaiming(int width, int height) {
        byte[] png = encode(gradient(64, 64), "png");
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height).putInt(29, crc(png, 12, 17));
        return png;
    }

    public static byte[] animatedGif(int width, int height, int frames) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                writer.writeToSequence(new IIOImage(gradient(width, height), null, null), null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A PNG with an animation control chunk after its header. */
    public static byte[] animatedPng(int width, int height) {
        byte[] png = encode(gradient(width, height), "png");
        int at = PNG_SIGNATURE_BYTES + PNG_HEADER_CHUNK_BYTES;
        byte[] chunk = new byte[20];
        ByteBuffer.wrap(chunk)
                .putInt(8)
                .put("acTL".getBytes(US_ASCII))
                .putInt(2)
                .putInt(0)
                .putInt(16, crc(chunk, 4, 12));
        return joined(Arrays.copyOf(png, at), chunk, Arrays.copyOfRange(png, at, png.length));
    }

    /** A WebP of the extended form whose flags say that it is animated. */
    public static byte[] animatedWebp(int width, int height) {
        byte[] plain = encode(gradient(width, height), "webp");
        ByteBuffer extended = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        extended.put("VP8X".getBytes(US_ASCII)).putInt(10).put((byte) 0x02).put(new byte[3]);
        putThreeBytes(extended, width - 1);
        putThreeBytes(extended, height - 1);
        byte[] webp =
                joined(
                        Arrays.copyOf(plain, 12),
                        extended.array(),
                        Arrays.copyOfRange(plain, 12, plain.length));
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8);
        return webp;
    }

    private static void putThreeBytes(ByteBuffer to, int value) {
        to.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
