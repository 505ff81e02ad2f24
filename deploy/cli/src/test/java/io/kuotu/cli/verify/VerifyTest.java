package io.kuotu.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kuotu.common.job.JobManifest;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.provenance.KnownKeys;
import io.kuotu.common.provenance.ManifestSeal;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.common.wire.JsonCodec;
import io.kuotu.worker.picture.PictureEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Every way to forge a picture has a name and an exit code of its own. */
class VerifyTest {
    private static final SigningKey KEY = SigningKey.make(new SecureRandom());

    @TempDir Path folder;
    private Path keys = Path.of("");
    private Forgery forgery = new Forgery(Path.of(""), KEY);

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        forgery = new Forgery(folder, KEY);
        keys = Files.writeString(folder.resolve("keys.json"), KnownKeys.of(KEY.verifying()).json());
    }

    private static Outcome run(CommandLine line, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    private Outcome verify(Path file, String... more) {
        return run(
                new CommandLine(new VerifyCommand()),
                Stream.concat(
                                Stream.of(file.toString(), "--keys", keys.toString()),
                                Arrays.stream(more))
                        .toArray(String[]::new));
    }

    private void finds(Finding finding, Outcome outcome, String detail) {
        assertThat(outcome.code()).as(outcome.out()).isEqualTo(finding.exitCode());
        assertThat(outcome.out()).contains(finding.words()).contains(detail);
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "JPEG", "WEBP"})
    void whatIsGenuineIsProven(OutputFormat format) throws IOException {
        Path source = forgery.source(1);
        Outcome outcome = verify(forgery.genuine(format, 1), "--source", source.toString());
        assertThat(outcome.code()).as(outcome.out()).isZero();
        assertThat(outcome.out())
                .contains("all that it says is proven")
                .contains("original    64x48 px at (40, 8)")
                .contains("128x8 px at (0, 0); 40x48 px at (0, 8); 24x48 px at (104, 8)")
                .contains("scenes-256-turbo@")
                .contains("the source is the very file that the claim names")
                .contains(
                        format == OutputFormat.PNG
                                ? "the source's pixels are in the picture, byte for byte"
                                : "on average");
    }

    @Test
    void aChangedPixelIsNamed_byThePartThatItIsIn() throws IOException {
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        finds(
                Finding.ORIGINAL_CHANGED,
                verify(forgery.changed(png, 50, 20)),
                "pixels differ within 16x8 px at (48, 16)");
        finds(
                Finding.GENERATED_CHANGED,
                verify(forgery.changed(png, 3, 60)),
                "pixels differ within 16x8 px at (0, 56)");
    }

    @Test
    void aPixelOfAPartChangedInAFormatWithLosses() throws IOException {
        Path webp = forgery.genuine(OutputFormat.WEBP, 1);
        BufferedImage image = ImageIO.read(webp.toFile());
        image.setRGB(50, 20, image.getRGB(50, 20) ^ 0x10);
        Path changed =
                forgery.withMark(image, Forgery.claim(webp), Optional.of(KEY), "changed.png");
        finds(Finding.ORIGINAL_CHANGED, verify(changed), "at (48, 16)");
    }

    @Test
    void aClaimOfAnotherPictureIsNamed() throws IOException {
        BufferedImage image = ImageIO.read(forgery.genuine(OutputFormat.PNG, 1).toFile());
        Path other = forgery.genuine(OutputFormat.PNG, 2);
        Path swapped =
                forgery.withMark(image, Forgery.claim(other), Optional.of(KEY), "swapped.png");
        finds(Finding.OTHER_PICTURE, verify(swapped), "not one part of it");
        Path cut =
                forgery.withMark(
                        image.getSubimage(0, 0, 100, 64),
                        Forgery.claim(other),
                        Optional.of(KEY),
                        "cut.png");
        finds(Finding.OTHER_PICTURE, verify(cut), "100x64 px, the claim is of one of 128x64");
    }

    @Test
    void aSignatureThatWasTakenAwayIsMissed() throws IOException {
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        Path stripped =
                forgery.withMark(
                        ImageIO.read(png.toFile()),
                        Forgery.claim(png),
                        Optional.empty(),
                        "stripped.png");
        finds(Finding.UNSIGNED, verify(stripped), "it was taken away");
    }

    @Test
    void aKeyThatNobodyVouchesForIsNamed() throws IOException {
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        SigningKey stranger = SigningKey.make(new SecureRandom());
        Path signed =
                forgery.withMark(
                        ImageIO.read(png.toFile()),
                        Forgery.claim(png),
                        Optional.of(stranger),
                        "stranger.png");
        finds(Finding.UNKNOWN_KEY, verify(signed), stranger.verifying().id());
    }

    @Test
    void aClaimThatWasEditedIsNamed() throws IOException {
        Path jpeg = forgery.genuine(OutputFormat.JPEG, 1);
        finds(
                Finding.SIGNATURE_BROKEN,
                verify(forgery.edited(jpeg, "\"seed\":1,", "\"seed\":2,")),
                "does not fit the claim");
        finds(
                Finding.SIGNATURE_BROKEN,
                verify(forgery.edited(jpeg, "\"schema\":1,", "\"schema\":9,")),
                "form 1, not 9");
    }

    @Test
    void aLabelThatWasEditedIsNamed() throws IOException {
        Path jpeg = forgery.genuine(OutputFormat.JPEG, 1);
        String label = "DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/composite";
        Path edited = forgery.edited(jpeg, label, label.replace("composite", "something"));
        finds(Finding.LABEL_CHANGED, verify(edited), "somethingWithTrained");
    }

    @Test
    void aPictureWithoutAMarkIsNoProofOfAnything() throws IOException {
        Path plain =
                Files.write(
                        folder.resolve("photo.png"),
                        PictureEncoder.encode(Forgery.noise(64, 64, 9), Rendition.PNG));
        finds(Finding.NO_MARK, verify(plain), "there is no claim of Kuotu's in it");
    }

    @Test
    void whatIsNoPictureIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a picture at all");
        finds(Finding.NOT_A_PICTURE, verify(text), "no known picture format");
        byte[] whole = Files.readAllBytes(forgery.genuine(OutputFormat.PNG, 1));
        Path half = Files.write(folder.resolve("half.png"), Arrays.copyOf(whole, 9000));
        finds(Finding.NOT_A_PICTURE, verify(half), "");
        Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
        finds(Finding.NOT_A_PICTURE, verify(empty), "");
    }

    @Test
    void aSourceThatItWasNotMadeOfIsNamed() throws IOException {
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        Outcome other = verify(png, "--source", forgery.source(2).toString());
        finds(Finding.OTHER_SOURCE, other, "neither the file");
        BufferedImage same = ImageIO.read(forgery.source(1).toFile());
        Path again = folder.resolve("again.png");
        assertThat(
                        ImageIO.write(
                                new BufferedImage(
                                        same.getColorModel(), same.getRaster(), false, null),
                                "png",
                                again.toFile()))
                .isTrue();
        assertThat(verify(png, "--source", again.toString()).code()).isZero();
    }

    private Path manifest(long seed, Path file, boolean sealed) throws IOException {
        JobOutput output =
                new JobOutput(
                        "jobs/x",
                        OutputFormat.PNG,
                        128,
                        64,
                        Files.size(file),
                        Sha256.hex(Files.readAllBytes(file)),
                        seed);
        JobManifest.Making making =
                new JobManifest.Making(
                        "w", 1, "b", "1", 1, "ddim", 1, "", true, "", Map.of(), Map.of());
        JobManifest manifest =
                JobManifest.succeeded(
                        forgery.job(OutputFormat.PNG, seed), Forgery.NOW, List.of(output), making);
        return Files.write(
                folder.resolve("manifest.json"),
                JsonCodec.encode(sealed ? ManifestSeal.sealed(manifest, KEY) : manifest));
    }

    @Test
    void aManifestIsHeldAgainstThePicture() throws IOException {
        Path one = forgery.genuine(OutputFormat.PNG, 1);
        Path two = forgery.genuine(OutputFormat.PNG, 2);
        Outcome right = verify(one, "--manifest", manifest(1, one, true).toString());
        assertThat(right.code()).as(right.out()).isZero();
        assertThat(right.out()).contains("the manifest lists this very file");
        finds(
                Finding.OTHER_MANIFEST,
                verify(one, "--manifest", manifest(2, two, true).toString()),
                "it is of job_");
        finds(
                Finding.OTHER_MANIFEST,
                verify(one, "--manifest", manifest(1, two, true).toString()),
                "it lists no output");
        finds(
                Finding.UNSIGNED,
                verify(one, "--manifest", manifest(1, one, false).toString()),
                "the manifest has no signature");
        Path sealed = manifest(1, one, true);
        Files.writeString(sealed, Files.readString(sealed).replace("acme", "evil"));
        finds(
                Finding.SIGNATURE_BROKEN,
                verify(one, "--manifest", sealed.toString()),
                "the manifest is not what was signed");
    }

    @Test
    void programsGetJson() throws IOException {
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        JsonNode good = new ObjectMapper().readTree(verify(png, "--json").out());
        assertThat(good.path("proven").asBoolean()).isTrue();
        assertThat(good.path("claim").path("pixels").path("original").path("left").asInt())
                .isEqualTo(40);
        assertThat(good.path("key").asText()).isEqualTo(KEY.verifying().id());
        JsonNode bad =
                new ObjectMapper().readTree(verify(forgery.changed(png, 50, 20), "--json").out());
        assertThat(bad.path("proven").asBoolean()).isFalse();
        assertThat(bad.path("findings").path(0).path("code").asText())
                .isEqualTo("original_changed");
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException {
        assertThat(verify(folder.resolve("none.png")))
                .matches(o -> o.code() == 2 && o.err().contains("there is no file"));
        Path png = forgery.genuine(OutputFormat.PNG, 1);
        assertThat(verify(png, "--server", "http://127.0.0.1:1"))
                .matches(o -> o.code() == 2 && o.err().contains("mutually exclusive"));
    }

    @Test
    void keysAreMadeAndShown_neverOverwritten() throws IOException {
        Path pem = folder.resolve("made.pem");
        Outcome made = run(new CommandLine(new KeysCommand()), "make", pem.toString());
        assertThat(made.code()).isZero();
        Outcome shown = run(new CommandLine(new KeysCommand()), "show", pem.toString());
        assertThat(shown.out()).isEqualTo(made.out());
        assertThat(KnownKeys.read(shown.out().getBytes(UTF_8)).keys()).hasSize(1);
        assertThat(run(new CommandLine(new KeysCommand()), "make", pem.toString()))
                .matches(o -> o.code() == 2 && o.err().contains("not overwritten"));
    }
}
