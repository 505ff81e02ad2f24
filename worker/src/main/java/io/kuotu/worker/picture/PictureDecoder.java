package io.kuotu.worker.picture;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.picture.PictureHeader;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Files to pixels. 16 bits become 8, grey becomes RGB, CMYK is converted by its profile; RGB values
 * are taken as they are. Blocks; thread safe.
 */
public final class PictureDecoder {
    static {
        ImageIO.setUseCache(false); // the files are in memory or on disk already
    }

    private PictureDecoder() {}

    /**
     * @param file whose header has been inspected
     * @param header what was found
     */
    public static Picture decode(Path file, PictureHeader header) {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = reader(header.format());
            try {
                reader.setInput(in, true, header.format() != PictureHeader.Format.PNG);
                return Orientation.upright(
                        toPicture(reader.read(0, unconverted(reader)), pngProfile(reader, header)),
                        header.orientation());
            } finally {
                reader.dispose();
            }
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw Problem.at(
                            "image",
                            ErrorCode.PICTURE_DAMAGED,
                            "the " + header.format() + " cannot be decoded: " + e.getMessage())
                    .asException(e);
        }
    }

    private static ImageReader reader(PictureHeader.Format format) {
        Iterator<ImageReader> readers =
                ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
        if (!readers.hasNext()) {
            throw new IllegalStateException("no decoder for " + format + " is installed");
        }
        return readers.next();
    }

    /**
     * Left to itself a reader converts to sRGB; asked for the file's own colour space it hands out
     * the values as they are.
     */
    private static ImageReadParam unconverted(ImageReader reader) throws IOException {
        ImageReadParam settings = reader.getDefaultReadParam();
        for (Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0); types.hasNext(); ) {
            ImageTypeSpecifier type = types.next();
            if (profile(type.getColorModel()) != null) {
                settings.setDestinationType(type);
                return settings;
            }
        }
        return settings;
    }

    static Picture toPicture(BufferedImage image, byte @Nullable [] pngProfile) {
        ColorModel colours = image.getColorModel();
        boolean plain =
                colours instanceof ComponentColorModel
                        && colours.getTransferType() != DataBuffer.TYPE_FLOAT;
        byte[] rgb =
                new byte
                        [Math.multiplyExact(
                                3, Math.multiplyExact(image.getWidth(), image.getHeight()))];
        byte[] alpha = colours.hasAlpha() ? new byte[image.getWidth() * image.getHeight()] : null;
        for (int y = 0; y < image.getHeight(); y++) {
            if (plain) {
                copyBands(image.getRaster(), colours, y, rgb, alpha);
            } else {
                copyConverted(image, y, rgb, alpha);
            }
        }
        return new Picture(
                image.getWidth(),
                image.getHeight(),
                rgb,
                opaqueIsNone(alpha),
                pngProfile == null ? profile(colours) : rgbProfile(pngProfile));
    }

    /**
     * One or three colour bands, and alpha where there is a band more: the values as stored, scaled
     * to 8 bits.
     */
    private static void copyBands(
            Raster raster, ColorModel colours, int y, byte[] rgb, byte @Nullable [] alpha) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int colourBands = colours.getNumColorComponents();
        int most = (1 << Math.min(16, colours.getComponentSize(0))) - 1;
        int[] row =
                raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, (int[]) null);
        for (int x = 0; x < width; x++) {
            int to = y * width + x;
            for (int c = 0; c < 3; c++) {
                rgb[3 * to + c] = eightBits(row[x * bands + (colourBands == 1 ? 0 : c)], most);
            }
            if (alpha != null) {
                alpha[to] = eightBits(row[x * bands + bands - 1], most);
            }
        }
    }

    private static byte eightBits(int value, int most) {
        return (byte) (most == 255 ? value : (value * 255L + most / 2) / most);
    }

    /** Palettes and packed pixels, which are sRGB already. */
    private static void copyConverted(
            BufferedImage image, int y, byte[] rgb, byte @Nullable [] alpha) {
        int width = image.getWidth();
        int[] row = image.getRGB(0, y, width, 1, null, 0, width);
        for (int x = 0; x < width; x++) {
            int to = y * width + x;
            rgb[3 * to] = (byte) (row[x] >> 16);
            rgb[3 * to + 1] = (byte) (row[x] >> 8);
            rgb[3 * to + 2] = (byte) row[x];
            if (alpha != null) {
                alpha[to] = (byte) (row[x] >>> 24);
            }
        }
    }

    private static byte @Nullable [] opaqueIsNone(byte @Nullable [] alpha) {
        if (alpha == null) {
            return null;
        }
        for (byte value : alpha) {
            if (value != (byte) 0xFF) {
                return alpha;
            }
        }
        return null;
    }

    private static byte @Nullable [] pngProfile(ImageReader reader, PictureHeader header)
            throws IOException {
        return header.format() == PictureHeader.Format.PNG
                ? PngProfile.read(reader.getImageMetadata(0))
                : null;
    }

    /** The profile, if it is one of RGB values. */
    private static byte @Nullable [] rgbProfile(byte @Nullable [] profile) {
        try {
            boolean rgb =
                    profile != null
                            && ICC_Profile.getInstance(profile).getColorSpaceType()
                                    == ColorSpace.TYPE_RGB;
            return rgb ? profile : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte @Nullable [] profile(ColorModel colours) {
        if (colours.getColorSpace() instanceof ICC_ColorSpace space
                && !space.isCS_sRGB()
                && space.getType() == ColorSpace.TYPE_RGB
                && colours instanceof ComponentColorModel) {
            return space.getProfile().getData();
        }
        return null;
    }
}
