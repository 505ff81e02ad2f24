package io.kuotu.worker.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.DigitalSourceType;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.provenance.Mark;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.provenance.Region;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MarkerTest {
    private static final SigningKey KEY = SigningKey.make(new SecureRandom());

    @TempDir Path folder;

    private static Picture decode(Path file) throws IOException {
        return PictureDecoder.decode(file, PictureInspector.inspect(file, "file"));
    }

    private static Claim claim(Path file) throws IOException {
        return Claim.read(MarkedFile.read(file).flatMap(Mark::claim).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"PNG,false", "PNG,true", "JPEG,false", "JPEG,true", "WEBP,false", "WEBP,true"})
    void whatAFileSays_isWhatIsDecodedFromIt(OutputFormat format, boolean transparent)
            throws IOException {
        Picture source = MarkedPictures.noise(64, 48, 1, transparent);
        Path file = MarkedPictures.make(folder, format, source, Optional.of(KEY));
        Claim claim = claim(file);
        Region original = new Region(40, 10, 64, 48);
        Fingerprint print = Fingerprint.of(decode(file), Optional.of(original));

        assertThat(claim.pixels().original()).contains(original);
        assertThat(claim.pixels().originalSha256()).isEqualTo(print.original());
        assertThat(claim.pixels().generatedSha256()).isEqualTo(print.generated());
        assertThat(claim.pixels().cells()).isEqualTo(print.cells());
        assertThat(claim.pixels().originalPreserved()).isEqualTo(format == OutputFormat.PNG);
        assertThat(claim.source().pixelsSha256()).isEqualTo(source.sha256(0, 0, 64, 48));
        if (format == OutputFormat.PNG) {
            assertThat(claim.pixels().originalSha256()).contains(claim.source().pixelsSha256());
        }
        assertThat(claim.digitalSourceType()).isEqualTo(DigitalSourceType.COMPOSITE.uri());
        assertThat(claim.bundle().sha256()).isEqualTo(MarkedPictures.BUNDLE.sha256());
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "JPEG", "WEBP"})
    void theSameJobAgainGivesTheSameBytes(OutputFormat format) throws IOException {
        Picture source = MarkedPictures.noise(64, 48, 1, false);
        Path first =
                MarkedPictures.make(
                        Files.createDirectory(folder.resolve("a")),
                        format,
                        source,
                        Optional.of(KEY));
        Path second =
                MarkedPictures.make(
                        Files.createDirectory(folder.resolve("b")),
                        format,
                        source,
                        Optional.of(KEY));
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void withoutAKeyItSaysTheSame_unsigned() throws IOException {
        Picture source = MarkedPictures.noise(64, 48, 1, false);
        Path file = MarkedPictures.make(folder, OutputFormat.PNG, source, Optional.empty());
        Mark mark = MarkedFile.read(file).orElseThrow();
        assertThat(mark.signature()).isEmpty();
        assertThat(mark.claim()).isPresent();
        Path signed = MarkedPictures.make(folder, OutputFormat.PNG, source, Optional.of(KEY));
        Mark other = MarkedFile.read(signed).orElseThrow();
        assertThat(other.claim()).isEqualTo(mark.claim());
        assertThat(KnownKeys.of(KEY.verifying()).standing(other.signed().orElseThrow()))
                .isEqualTo(KnownKeys.Standing.KNOWN);
    }

    @Test
    void hashesAreOfPlainRows() {
        Picture picture = MarkedPictures.noise(20, 10, 3, false);
        Region region = new Region(5, 2, 8, 4);
        Fingerprint print = Fingerprint.of(picture, Optional.of(region));
        ByteArrayOutputStream there = new ByteArrayOutputStream();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                boolean inside = x >= 5 && x < 13 && y >= 2 && y < 6;
                (inside ? there : rest).write(picture.rgb(), 3 * (20 * y + x), 3);
            }
        }
        assertThat(print.original()).contains(Sha256.hex(there.toByteArray()));
        assertThat(print.generated()).contains(Sha256.hex(rest.toByteArray()));
        assertThat(print.original()).contains(picture.sha256(5, 2, 8, 4));
        Fingerprint all = Fingerprint.of(picture, Optional.of(Region.whole(20, 10)));
        assertThat(all.original()).contains(Sha256.hex(picture.rgb()));
        assertThat(all.generated()).isEmpty();
        Fingerprint none = Fingerprint.of(picture, Optional.empty());
        assertThat(none.original()).isEmpty();
        assertThat(none.generated()).contains(Sha256.hex(picture.rgb()));
    }

    @Test
    void oneChangedPixelShowsInOneCell() {
        Picture picture = MarkedPictures.noise(80, 64, 3, false);
        String before = Fingerprint.of(picture, Optional.empty()).cells();
        picture.rgb()[3 * (80 * 20 + 33)] ^= 1;
        String after = Fingerprint.of(picture, Optional.empty()).cells();
        int cell = 8 * (20 / 8) + 33 / 10;
        for (int i = 0; i < 64; i++) {
            assertThat(after.substring(8 * i, 8 * i + 8).equals(before.substring(8 * i, 8 * i + 8)))
                    .isEqualTo(i != cell);
        }
    }

    @Test
    void opaqueIsOpaque_howeverItIsSaid() {
        Picture plain = MarkedPictures.noise(16, 16, 3, false);
        byte[] alpha = new byte[256];
        Arrays.fill(alpha, (byte) 0xFF);
        Picture said = new Picture(16, 16, plain.rgb(), alpha, null);
        assertThat(Fingerprint.of(said, Optional.empty()))
                .isEqualTo(Fingerprint.of(plain, Optional.empty()));
    }
}
