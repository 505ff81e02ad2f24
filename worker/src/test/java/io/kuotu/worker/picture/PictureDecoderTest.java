package io.kuotu.worker.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.picture.PictureHeader;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.testing.SamplePictures;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {
    @TempDir Path folder;

    private Picture decode(byte[] file) throws IOException {
        Path path = Files.write(folder.resolve("picture"), file);
        return PictureDecoder.decode(path, PictureInspector.inspect(path, "image"));
    }

    private static int rgb(Picture picture, int x, int y) {
        int at = 3 * (y * picture.width() + x);
        return (picture.rgb()[at] & 0xFF) << 16
                | (picture.rgb()[at + 1] & 0xFF) << 8
                | (picture.rgb()[at + 2] & 0xFF);
    }

    @Test
    void png_comesAsItIs() throws IOException {
        BufferedImage image = SamplePictures.gradient(90, 70);
        Picture picture = decode(SamplePictures.encode(image, "png"));
        for (int y = 0; y < 70; y++) {
            for (int x = 0; x < 90; x++) {
                assertThat(rgb(picture, x, y)).isEqualTo(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        assertThat(picture.alpha()).isNull();
        assertThat(picture.profile()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void orientation_turnsThePictureUpright(int orientation) throws IOException {
        BufferedImage corners = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 48; x++) {
                corners.setRGB(x, y, 0xFFFFFF); // the stored top left quarter is white
            }
        }
        Picture seen =
                decode(
                        SamplePictures.withExifOrientation(
                                SamplePictures.encode(corners, "jpeg"), orientation));
        boolean right =
                orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean bottom =
                orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int x = right ? seen.width() - 8 : 8;
        int y = bottom ? seen.height() - 8 : 8;
        assertThat(seen.width()).isEqualTo(orientation >= 5 ? 64 : 96);
        assertThat(rgb(seen, x, y)).isGreaterThan(0xE0E0E0);
        assertThat(rgb(seen, seen.width() - 1 - x, y)).isLessThan(0x202020);
        assertThat(rgb(seen, x, seen.height() - 1 - y)).isLessThan(0x202020);
    }

    @Test
    void cmykJpeg_hasTheRightColour() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/cmyk.jpg"))) {
            Picture picture = decode(in.readAllBytes());
            int colour = rgb(picture, 40, 32);
            assertThat(colour >> 16).isCloseTo(0xA0, within(6));
            assertThat(colour >> 8 & 0xFF).isCloseTo(0xC0, within(6));
            assertThat(colour & 0xFF).isCloseTo(0xD0, within(6));
        }
    }

    @Test
    void sixteenBitPng_isScaledToEight() throws IOException {
        BufferedImage deep = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                deep.getRaster().setSample(x, y, 0, x * 65535 / 63);
            }
        }
        Picture picture = decode(SamplePictures.encode(deep, "png"));
        for (int x = 0; x < 64; x++) {
            int wanted = Math.round(x * 255f / 63);
            assertThat(rgb(picture, x, 10) & 0xFF).isCloseTo(wanted, within(1));
        }
    }

    @Test
    void transparency_isKept() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(5, 6, 0x80123456);
        Picture picture = decode(SamplePictures.encode(image, "png"));
        byte[] alpha = Objects.requireNonNull(picture.alpha());
        assertThat(alpha[6 * 64 + 5]).isEqualTo((byte) 0x80);
        assertThat(alpha[0]).isZero();
        assertThat(rgb(picture, 5, 6)).isEqualTo(0x123456);

        Picture again = decode(PictureEncoder.encode(picture, Rendition.PNG));
        assertThat(again.rgb()).isEqualTo(picture.rgb());
        assertThat(again.alpha()).isEqualTo(alpha);
    }

    @Test
    void profile_travelsAlongAndTheBytesStay() throws IOException {
        Picture srgb = decode(SamplePictures.encode(SamplePictures.gradient(80, 64), "png"));
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        profile[25] ^= 1; // of another year: not the JDK's own, which it does not write
        Picture wide = new Picture(80, 64, srgb.rgb(), null, profile);
        for (OutputFormat format : new OutputFormat[] {OutputFormat.PNG, OutputFormat.JPEG}) {
            Picture again = decode(PictureEncoder.encode(wide, new Rendition(format, 95)));
            assertThat(again.profile()).as(format.name()).isPresent();
            if (format.isLossless()) {
                assertThat(again.rgb()).isEqualTo(wide.rgb());
            }
        }
        byte[] even = new byte[3 * 64 * 64];
        Arrays.fill(even, (byte) 77);
        Picture jpeg =
                decode(
                        PictureEncoder.encode(
                                new Picture(64, 64, even, null, profile),
                                new Rendition(OutputFormat.JPEG, 95)));
        assertThat(rgb(jpeg, 30, 30)).as("not converted to sRGB").isEqualTo(0x4D4D4D);
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "JPEG", "WEBP"})
    void everyFormat_isWrittenAndReadAgain(OutputFormat format) throws IOException {
        Picture picture = decode(SamplePictures.encode(SamplePictures.gradient(100, 75), "png"));
        Picture again = decode(PictureEncoder.encode(picture, new Rendition(format, 95)));
        assertThat(again.width()).isEqualTo(100);
        assertThat(again.height()).isEqualTo(75);
        if (format.isLossless()) {
            assertThat(again.rgb()).isEqualTo(picture.rgb());
        } else {
            assertThat(rgb(again, 50, 40) >> 16).isCloseTo(rgb(picture, 50, 40) >> 16, within(40));
        }
    }

    @Test
    void damagedPixels_areTheCallersProblem() throws IOException {
        byte[] png = SamplePictures.encode(SamplePictures.gradient(200, 200), "png");
        Arrays.fill(png, 60, png.length - 20, (byte) 7); // the structure around it is whole
        Path path = Files.write(folder.resolve("damaged.png"), png);
        var header = new PictureHeader(PictureHeader.Format.PNG, 200, 200, 1, false);
        assertThatThrownBy(() -> PictureDecoder.decode(path, header))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.PICTURE_DAMAGED));
    }
}
