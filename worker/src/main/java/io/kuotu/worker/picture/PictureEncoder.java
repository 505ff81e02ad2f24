package io.kuotu.worker.picture;

import io.kuotu.common.job.Rendition;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Pixels to files. Blocks; thread safe. */
public final class PictureEncoder {
    /**
     * Of the deflate inside of PNG: fast, and within a few percent of the smallest for photographs.
     */
    private static final float PNG_EFFORT = 0.78f;

    private PictureEncoder() {}

    /** In memory. */
    public static byte[] encode(Picture picture, Rendition rendition) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            encode(picture, rendition, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Into a file that is there and empty: for large ones, which fill memory twice otherwise. */
    public static void encode(Picture picture, Rendition rendition, Path file) throws IOException {
        try (ImageOutputStream out = new FileImageOutputStream(file.toFile())) {
            encode(picture, rendition, out);
        }
    }

    private static void encode(Picture picture, Rendition rendition, ImageOutputStream out)
            throws IOException {
        float quality = rendition.quality() / 100f;
        switch (rendition.format()) {
            case PNG ->
                    write(
                            new File("png", PNG_EFFORT, null, picture.profile()),
                            image(picture, picture.alpha()),
                            out);
            case JPEG ->
                    write(
                            new File("jpeg", quality, null, Optional.empty()),
                            image(onWhite(picture), null),
                            out);
            case WEBP ->
                    write(
                            new File("webp", quality, "Lossy", Optional.empty()),
                            packed(picture),
                            out);
            case JSON, MP4 -> throw new IllegalArgumentException("no picture: " + rendition);
        }
    }

    /**
     * @param format as the image library calls it
     * @param quality or effort, 0 to 1
     * @param compression by name, where the format has several
     * @param profile to write beside the pixels, where the writer does not take it from them
     */
    private record File(
            String format, float quality, @Nullable String compression, Optional<byte[]> profile) {}

    private static void write(File file, BufferedImage image, ImageOutputStream out)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(file.format()).next();
        try {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            if (file.compression() != null) {
                settings.setCompressionType(file.compression());
            }
            settings.setCompressionQuality(file.quality());
            writer.setOutput(out);
            writer.write(
                    null,
                    new IIOImage(image, null, metadata(writer, image, settings, file.profile())),
                    settings);
        } finally {
            writer.dispose();
        }
    }

    private static @Nullable IIOMetadata metadata(
            ImageWriter writer,
            BufferedImage image,
            ImageWriteParam settings,
            Optional<byte[]> profile)
            throws IOException {
        if (profile.isEmpty()) {
            return null;
        }
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), settings);
        PngProfile.write(metadata, profile.get());
        return metadata;
    }

    /** Shares the picture's bytes where it can. */
    private static BufferedImage image(Picture picture, byte @Nullable [] alpha) {
        boolean transparent = alpha != null;
        int bands = transparent ? 4 : 3;
        byte[] data = alpha != null ? interleaved(picture.rgb(), alpha) : picture.rgb();
        int[] offsets = transparent ? new int[] {0, 1, 2, 3} : new int[] {0, 1, 2};
        WritableRaster raster =
                Raster.createInterleavedRaster(
                        new DataBufferByte(data, data.length),
                        picture.width(),
                        picture.height(),
                        bands * picture.width(),
                        bands,
                        offsets,
                        null);
        ComponentColorModel colours =
                new ComponentColorModel(
                        colourSpace(picture),
                        transparent,
                        false,
                        transparent ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                        DataBuffer.TYPE_BYTE);
        return new BufferedImage(colours, raster, false, null);
    }

    private static ColorSpace colourSpace(Picture picture) {
        return picture.profile()
                .<ColorSpace>map(data -> new ICC_ColorSpace(ICC_Profile.getInstance(data)))
                .orElseGet(() -> ColorSpace.getInstance(ColorSpace.CS_sRGB));
    }

    private static byte[] interleaved(byte[] rgb, byte[] alpha) {
        byte[] all = new byte[Math.multiplyExact(4, alpha.length)];
        for (int i = 0; i < alpha.length; i++) {
            System.arraycopy(rgb, 3 * i, all, 4 * i, 3);
            all[4 * i + 3] = alpha[i];
        }
        return all;
    }

    /** The WebP writer takes packed pixels. */
    private static BufferedImage packed(Picture picture) {
        byte[] alpha = picture.alpha();
        BufferedImage image =
                new BufferedImage(
                        picture.width(),
                        picture.height(),
                        alpha == null ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        int[] row = new int[picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                int i = y * row.length + x;
                int opacity = alpha == null ? 0xFF : alpha[i] & 0xFF;
                row[x] =
                        opacity << 24
                                | (picture.rgb()[3 * i] & 0xFF) << 16
                                | (picture.rgb()[3 * i + 1] & 0xFF) << 8
                                | (picture.rgb()[3 * i + 2] & 0xFF);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return image;
    }

    /** JPEG knows no transparency. */
    private static Picture onWhite(Picture picture) {
        byte[] alpha = picture.alpha();
        if (alpha == null) {
            return picture;
        }
        byte[] rgb = Arrays.copyOf(picture.rgb(), picture.rgb().length);
        for (int i = 0; i < rgb.length; i++) {
            int opacity = alpha[i / 3] & 0xFF;
            rgb[i] = (byte) (((rgb[i] & 0xFF) * opacity + 255 * (255 - opacity) + 127) / 255);
        }
        return new Picture(
                picture.width(), picture.height(), rgb, null, picture.profile().orElse(null));
    }
}
