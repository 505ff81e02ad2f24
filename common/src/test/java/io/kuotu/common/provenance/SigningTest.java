package io.kuotu.common.provenance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kuotu.common.provenance.KnownKeys.Standing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the examples of RFC 8037, which others made. */
class SigningTest {
    private static final String D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private static final String THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    private static final String SIGNED =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                    + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
                    + "9g7sVvpAr_MuM0KAg";
    private static final byte[] MESSAGE = "what is said".getBytes(US_ASCII);

    @TempDir Path folder;

    private Path pem() throws IOException {
        byte[] frame = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] seed = Base64.getUrlDecoder().decode(D);
        byte[] key = new byte[frame.length + seed.length];
        System.arraycopy(frame, 0, key, 0, frame.length);
        System.arraycopy(seed, 0, key, frame.length, seed.length);
        return Files.writeString(
                folder.resolve("rfc.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void thePublicHalfAndItsNameFollowFromThePrivateOne() throws IOException {
        SigningKey key = SigningKey.read(pem(), Optional.empty());
        assertThat(key.verifying()).isEqualTo(new VerifyingKey(THUMBPRINT, X));
        assertThat(SigningKey.read(pem(), Optional.of("2026")).verifying())
                .isEqualTo(new VerifyingKey("2026", X));
    }

    @Test
    void othersSignaturesAreRead() {
        Jws signature = Jws.parse(SIGNED);
        assertThat(new String(signature.payload(), US_ASCII))
                .isEqualTo("Example of Ed25519 signing");
        assertThat(signature.isSignedBy(new VerifyingKey("rfc", X))).isTrue();
        String other = SIGNED.replace("RXhhbXBsZSBv", "RXhhbXBsZSBw");
        assertThat(Jws.parse(other).isSignedBy(new VerifyingKey("rfc", X))).isFalse();
    }

    @Test
    void aKeyThatWasWritten_isReadAgain_andNeverWrittenOver() throws IOException {
        SecureRandom random = new SecureRandom();
        Path file = folder.resolve("key.pem");
        SigningKey made = SigningKey.readOrMake(file, random);
        assertThat(SigningKey.readOrMake(file, random).verifying()).isEqualTo(made.verifying());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(made.verifying().id()).isEqualTo(VerifyingKey.thumbprint(made.verifying().x()));
        assertThatThrownBy(() -> made.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void whatIsNoKeyIsNamed() throws IOException {
        Path none = folder.resolve("none.pem");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(none, Optional.empty()))
                .withMessageContaining("none.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(text, Optional.empty()))
                .withMessageContaining("BEGIN PRIVATE KEY");
        Path rsa =
                Files.writeString(
                        folder.resolve("bad.pem"),
                        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.read(rsa, Optional.empty()))
                .withMessageContaining("bad.pem is no Ed25519 private key");
    }

    @Test
    void aSignatureStandsBeforeTheKeysThatAreKnown() {
        SigningKey ours = SigningKey.make(new SecureRandom());
        SigningKey theirs = SigningKey.make(new SecureRandom());
        KnownKeys known = KnownKeys.read(KnownKeys.of(ours.verifying()).json().getBytes(US_ASCII));
        assertThat(known).isEqualTo(KnownKeys.of(ours.verifying()));
        String signed = Jws.detached(MESSAGE, "t", ours);

        assertThat(known.standing(Jws.parse(signed, MESSAGE))).isEqualTo(Standing.KNOWN);
        assertThat(KnownKeys.NONE.standing(Jws.parse(signed, MESSAGE))).isEqualTo(Standing.UNKNOWN);
        assertThat(known.standing(Jws.parse(Jws.detached(MESSAGE, "t", theirs), MESSAGE)))
                .isEqualTo(Standing.UNKNOWN);
        byte[] other = "what is not".getBytes(US_ASCII);
        assertThat(known.standing(Jws.parse(signed, other))).isEqualTo(Standing.BROKEN);
        assertThat(KnownKeys.NONE.standing(Jws.parse(signed, other))).isEqualTo(Standing.BROKEN);
    }

    @Test
    void whoTakesAnothersNameIsNotTakenForThem() throws IOException {
        SigningKey ours = SigningKey.make(new SecureRandom());
        Path file = folder.resolve("impostor.pem");
        SigningKey.make(new SecureRandom()).write(file);
        SigningKey impostor = SigningKey.read(file, Optional.of(ours.verifying().id()));
        Jws signature = Jws.parse(Jws.detached(MESSAGE, "t", impostor), MESSAGE);
        assertThat(KnownKeys.of(ours.verifying()).standing(signature)).isEqualTo(Standing.BROKEN);
    }

    @Test
    void signaturesOfAnotherKindAreRefused() {
        String none =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(US_ASCII));
        assertThatIllegalArgumentException().isThrownBy(() -> Jws.parse(none + ".YQ."));
        assertThatIllegalArgumentException().isThrownBy(() -> Jws.parse("a.b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Jws.parse("!.YQ.YQ"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jws.parse(SIGNED, MESSAGE))
                .withMessageContaining("payload of its own");
    }

    @Test
    void badKeySetsAreNamed() {
        for (String bad :
                List.of("{}", "[", "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}]}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KnownKeys.read(bad.getBytes(US_ASCII)));
        }
        VerifyingKey key = new VerifyingKey("a", X);
        assertThatIllegalArgumentException().isThrownBy(() -> new KnownKeys(List.of(key, key)));
    }
}
