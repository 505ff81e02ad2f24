package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.provenance.KnownKeys.Standing;
import io.kuotu.common.testing.SampleJobs;
import io.kuotu.common.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkedFileTest {
    private static final SigningKey KEY = SigningKey.make(new SecureRandom());

    @TempDir Path folder;

    private Path plain(String format) throws IOException {
        return plain(format, SamplePictures.gradient(97, 51)); // odd sizes: chunks are padded
    }

    private Path plain(String format, BufferedImage image) throws IOException {
        return Files.write(folder.resolve("plain." + format), SamplePictures.encode(image, format));
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static int count(Path file, String text) throws IOException {
        String all = new String(Files.readAllBytes(file), ISO_8859_1);
        return all.split(text, -1).length - 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp"})
    void aLabelTellsHowAFileCameToBe_andClaimsNothing(String format) throws IOException {
        Path plain = plain(format);
        Label label = new Label(DigitalSourceType.COMPOSITE, new SampleJobs(5).expansion().id());
        byte[] bytes = MarkedFile.labelled(Files.readAllBytes(plain), label);
        Path labelled = Files.write(folder.resolve("labelled." + format), bytes);

        Mark mark = MarkedFile.read(labelled).orElseThrow();
        assertThat(mark.digitalSourceType()).contains(DigitalSourceType.COMPOSITE.uri());
        assertThat(mark.claim()).isEmpty();
        assertThat(pixels(labelled)).isEqualTo(pixels(plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp"})
    void whatIsWrittenIsRead_andNoPixelChanges(String format) throws IOException {
        Path plain = plain(format);
        Path marked = folder.resolve("marked");
        Claim claim = SampleClaims.expansion(7);
        assertThat(MarkedFile.read(plain)).isEmpty();
        MarkedFile.write(plain, marked, claim, Optional.of(KEY));

        Mark mark = MarkedFile.read(marked).orElseThrow();
        assertThat(mark.digitalSourceType()).contains(claim.digitalSourceType());
        assertThat(Claim.read(mark.claim().orElseThrow())).isEqualTo(claim);
        assertThat(KnownKeys.of(KEY.verifying()).standing(mark.signed().orElseThrow()))
                .isEqualTo(Standing.KNOWN);
        assertThat(pixels(marked)).isEqualTo(pixels(plain));
        var header = PictureInspector.inspect(marked, "file");
        assertThat(header.width()).isEqualTo(97);
        assertThat(header.height()).isEqualTo(51);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp"})
    void aSecondMarkTakesTheFirstOnesPlace(String format) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        MarkedFile.write(plain(format), first, SampleClaims.expansion(7), Optional.of(KEY));
        MarkedFile.write(first, second, SampleClaims.expansion(8), Optional.empty());
        Mark mark = MarkedFile.read(second).orElseThrow();
        assertThat(Claim.read(mark.claim().orElseThrow()).seed()).isEqualTo(8);
        assertThat(mark.signed()).isEmpty();
        assertThat(count(second, "<x:xmpmeta")).isEqualTo(1);
        assertThat(pixels(second)).isEqualTo(pixels(first));
        Path again = folder.resolve("again");
        MarkedFile.write(second, again, SampleClaims.expansion(7), Optional.of(KEY));
        assertThat(again).hasSameBinaryContentAs(first);
    }

    @Test
    void transparentWebpKeepsItsTransparency() throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 48; i++) {
            image.setRGB(i, i, 0x80FF0000);
        }
        Path plain = plain("webp", image);
        Path marked = folder.resolve("marked");
        MarkedFile.write(plain, marked, SampleClaims.expansion(7), Optional.of(KEY));
        assertThat(MarkedFile.read(marked)).isPresent();
        assertThat(pixels(marked)).isEqualTo(pixels(plain)).contains(0);
    }

    @Test
    void exifStaysBeforeIt() throws IOException {
        byte[] turned =
                SamplePictures.withExifOrientation(
                        SamplePictures.encode(SamplePictures.gradient(96, 64), "jpeg"), 6);
        Path plain = Files.write(folder.resolve("turned.jpeg"), turned);
        Path marked = folder.resolve("marked");
        MarkedFile.write(plain, marked, SampleClaims.expansion(7), Optional.of(KEY));
        assertThat(PictureInspector.inspect(marked, "file").orientation()).isEqualTo(6);
        assertThat(MarkedFile.read(marked)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp"})
    void aFileThatBreaksOffIsSaidToBe(String format) throws IOException {
        byte[] whole = Files.readAllBytes(plain(format));
        for (int length = 14; length < whole.length; length += whole.length / 7) {
            Path part = Files.write(folder.resolve("part"), Arrays.copyOf(whole, length));
            try {
                MarkedFile.write(
                        part, folder.resolve("out"), SampleClaims.expansion(7), Optional.of(KEY));
                assertThat(format).as("PNG has a list of chunks").isNotEqualTo("png");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("breaks off");
            }
        }
    }

    @Test
    void otherFilesHaveNoMark_andGetNone() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no picture");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertThat(MarkedFile.read(text)).isEmpty();
        assertThat(MarkedFile.read(empty)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                MarkedFile.write(
                                        text,
                                        folder.resolve("out"),
                                        SampleClaims.expansion(7),
                                        Optional.empty()));
    }

    @Test
    void otherProgramsMayWriteTheSamePropertiesAsAttributes() {
        Mark mark =
                XmpReader.read(
                        """
                        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="%s">
                        <rdf:Description rdf:about="" xmlns:k="%s" k:claim="{&quot;a&quot;:1}"/>
                        <rdf:Description rdf:about="" xmlns:i="%s">
                          <i:ImageRegion><rdf:Bag><rdf:li><rdf:Description i:DigitalSourceType="x"/></rdf:li></rdf:Bag></i:ImageRegion>
                          <i:DigitalSourceType>y</i:DigitalSourceType>
                        </rdf:Description></rdf:RDF></x:xmpmeta>\
                        """
                                .formatted(Xmp.RDF, Xmp.KUOTU, Xmp.IPTC)
                                .getBytes(UTF_8));
        assertThat(mark)
                .isEqualTo(new Mark(Optional.of("y"), Optional.of("{\"a\":1}"), Optional.empty()));
    }

    @Test
    void twoClaimsAreNone_andNothingIsFetched() {
        String twice =
                """
                <rdf:RDF xmlns:rdf="%s"><rdf:Description xmlns:k="%s"><k:claim>1</k:claim><k:claim>2</k:claim></rdf:Description></rdf:RDF>\
                """
                        .formatted(Xmp.RDF, Xmp.KUOTU);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XmpReader.read(twice.getBytes(UTF_8)))
                .withMessageContaining("two different values of kuotu:claim");
        String outside =
                """
                <!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>
                <rdf:RDF xmlns:rdf="%s"><rdf:Description xmlns:k="%s"><k:claim>&e;</k:claim></rdf:Description></rdf:RDF>\
                """
                        .formatted(Xmp.RDF, Xmp.KUOTU);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XmpReader.read(outside.getBytes(UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XmpReader.read("<a>".getBytes(UTF_8)));
    }
}
