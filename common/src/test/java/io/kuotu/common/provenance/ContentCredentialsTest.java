package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kuotu.common.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .ci/provenance.sh} has c2pa-python read such files; here is what can be told without. */
class ContentCredentialsTest {
    private static final Path FOLDER = Path.of("src/test/resources/credentials");

    @TempDir Path folder;

    private static CredentialSigner signer(String kind) {
        return CredentialSigner.read(
                FOLDER.resolve(kind + "-chain.pem"), FOLDER.resolve(kind + "-key.pem"));
    }

    private Path marked(String format) throws IOException {
        byte[] file = SamplePictures.encode(SamplePictures.gradient(97, 51), format);
        Path plain = Files.write(folder.resolve("plain"), file);
        Path marked = folder.resolve("marked");
        MarkedFile.write(plain, marked, SampleClaims.expansion(7), Optional.empty());
        return marked;
    }

    private static int find(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).indexOf(text);
    }

    @ParameterizedTest
    @CsvSource({"png,ec", "png,ed25519", "jpeg,ec", "jpeg,ed25519", "webp,ec", "webp,ed25519"})
    void theyCoverEveryOtherByte(String format, String kind) throws IOException {
        Path marked = marked(format);
        byte[] before = Files.readAllBytes(marked);
        Path out = folder.resolve("out");
        ContentCredentials.write(marked, out, SampleClaims.expansion(7), signer(kind));
        byte[] after = Files.readAllBytes(out);
        int length = after.length - before.length;
        int at = Arrays.mismatch(before, after);
        if (format.equals("webp")) { // it counts its bytes at its beginning
            ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN).putInt(4, after.length - 8);
            at = before.length;
        }
        byte[] rest = Arrays.copyOf(after, before.length);
        System.arraycopy(after, at + length, rest, at, before.length - at);
        assertThat(rest).isEqualTo(before);
        String hash = new String(Sha256.start().digest(before), ISO_8859_1);
        assertThat(find(after, hash)).isBetween(at, at + length);
        assertThat(MarkedFile.read(out)).isEqualTo(MarkedFile.read(marked));
    }

    @ParameterizedTest
    @CsvSource({"ec,SHA256withECDSAinP1363Format", "ed25519,Ed25519"})
    void theClaimIsSignedByTheCertificatesKey(String kind, String algorithm) throws Exception {
        Path out = folder.resolve("out");
        ContentCredentials.write(marked("png"), out, SampleClaims.expansion(7), signer(kind));
        byte[] file = Files.readAllBytes(out);
        byte[] claim = cborBox(file, "c2pa.claim.v2\0");
        byte[] cose = cborBox(file, "c2pa.signature\0");
        int guardedLength = ByteBuffer.wrap(cose).getShort(3); // D2 84 59 LL LL ...
        byte[] guarded = Arrays.copyOfRange(cose, 5, 5 + guardedLength);
        byte[] signature = Arrays.copyOfRange(cose, cose.length - 64, cose.length);
        Signature check = Signature.getInstance(algorithm);
        byte[] chain = Files.readAllBytes(FOLDER.resolve(kind + "-chain.pem"));
        check.initVerify(
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(chain)));
        check.update(Cbor.of(List.of("Signature1", guarded, new byte[0], claim)));
        assertThat(check.verify(signature)).isTrue();
    }

    /** The contents of the box behind the last description with this label. */
    private static byte[] cborBox(byte[] file, String label) {
        int box = new String(file, ISO_8859_1).lastIndexOf(label) + label.length();
        int length = ByteBuffer.wrap(file).getInt(box);
        assertThat(new String(file, box + 4, 4, ISO_8859_1)).isEqualTo("cbor");
        return Arrays.copyOfRange(file, box + 8, box + length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "webp"})
    void thePictureIsReadAsBefore(String format) throws IOException {
        Path marked = marked(format);
        Path out = folder.resolve("out");
        ContentCredentials.write(marked, out, SampleClaims.expansion(7), signer("ec"));
        assertThat(pixels(out)).isEqualTo(pixels(marked));
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "ed25519"})
    void aKeyThatIsNotTheCertificatesIsRefused(String kind) throws IOException {
        Path chain = FOLDER.resolve(kind + "-chain.pem");
        Path other = FOLDER.resolve(kind.equals("ec") ? "ed25519-key.pem" : "ec-key.pem");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialSigner.read(chain, other))
                .withMessageContaining(kind + "-chain.pem");
        Path none = Files.writeString(folder.resolve("none.pem"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialSigner.read(none, other))
                .withMessageContaining("no certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialSigner.read(chain, none))
                .withMessageContaining("BEGIN PRIVATE KEY");
    }

    /** Of RFC 8949, appendix A. */
    @Test
    void cborIsAsItsExamplesHaveIt() {
        assertThat(hex(0)).isEqualTo("00");
        assertThat(hex(23)).isEqualTo("17");
        assertThat(hex(24)).isEqualTo("1818");
        assertThat(hex(1000)).isEqualTo("1903e8");
        assertThat(hex(1000000)).isEqualTo("1a000f4240");
        assertThat(hex(1000000000000L)).isEqualTo("1b000000e8d4a51000");
        assertThat(hex(-1000)).isEqualTo("3903e7");
        assertThat(hex(true)).isEqualTo("f5");
        assertThat(hex(Cbor.NOTHING)).isEqualTo("f6");
        assertThat(hex("\u6c34")).isEqualTo("63e6b0b4");
        assertThat(hex(new byte[] {1, 2, 3, 4})).isEqualTo("4401020304");
        assertThat(hex(List.of(1, List.of(2, 3)))).isEqualTo("8201820203");
        assertThat(hex(Map.of("a", 1))).isEqualTo("a1616101");
        assertThat(hex(new Cbor.Tagged(1, 1363896240))).isEqualTo("c11a514b67b0");
    }

    private static String hex(Object value) {
        return HexFormat.of().formatHex(Cbor.of(value));
    }
}
