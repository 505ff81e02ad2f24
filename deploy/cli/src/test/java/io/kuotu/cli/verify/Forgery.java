package io.kuotu.cli.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.SourcePicture;
import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.Mark;
import io.kuotu.common.provenance.MarkedFile;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.common.provenance.SigningKey;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleReader;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureEncoder;
import io.kuotu.worker.provenance.Marker;
import io.kuotu.worker.provenance.Origin;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import javax.imageio.ImageIO;

/** Signed pictures, and what a forger makes of them without the key. */
final class Forgery {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Canvas CANVAS = new Canvas(128, 64, 40, 8, 64, 48);
    private static final Bundle BUNDLE =
            BundleReader.read(Path.of("../../worker/models/scenes-256-turbo"));

    private final Path folder;
    private final SigningKey key;

    Forgery(Path folder, SigningKey key) {
        this.folder = folder;
        this.key = key;
    }

    static Picture noise(int width, int height, long seed) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return new Picture(width, height, rgb, null, null);
    }

    /** The source of a picture, as a file. */
    Path source(long seed) throws IOException {
        return Files.write(
                folder.resolve("source-" + seed + ".png"),
                PictureEncoder.encode(noise(64, 48, seed), Rendition.PNG));
    }

    Job job(OutputFormat format, long seed) throws IOException {
        return new Job(
                new JobId("job_01kr000000000000000000000" + seed),
                new TenantId("acme"),
                Tier.STANDARD,
                "default",
                new JobSpec.Expansion(
                        CANVAS,
                        Optional.empty(),
                        seed,
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        1,
                        new Rendition(format, 90),
                        false),
                new SourcePicture(
                        "inputs/source", Sha256.hex(Files.readAllBytes(source(seed))), "image/png"),
                NOW,
                NOW.plusSeconds(3600),
                Map.of(),
                Optional.empty());
    }

    /** As a worker makes it. */
    Path genuine(OutputFormat format, long seed) throws IOException {
        Job job = job(format, seed);
        Picture source = noise(64, 48, seed);
        Picture canvas = noise(CANVAS.width(), CANVAS.height(), 100 + seed);
        canvas.paste(source, CANVAS.left(), CANVAS.top());
        Path plain = folder.resolve("plain");
        PictureEncoder.encode(canvas, job.spec().rendition(), Files.write(plain, new byte[0]));
        Path marked = folder.resolve("genuine-" + seed + "." + format.extension());
        new Marker(Optional.of(key))
                .mark(
                        new Marker.Finished(
                                job,
                                0,
                                seed,
                                Origin.expansion(job, BUNDLE, source, CANVAS, 1),
                                canvas),
                        plain,
                        marked);
        return marked;
    }

    static Claim claim(Path file) throws IOException {
        return Claim.read(MarkedFile.read(file).flatMap(Mark::claim).orElseThrow());
    }

    /** The pixels of one file, a pixel changed by one, with the mark of another. */
    Path changed(Path png, int x, int y) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        image.setRGB(x, y, image.getRGB(x, y) ^ 1);
        return withMark(image, claim(png), Optional.of(key), "changed.png");
    }

    /**
     * With a mark; signing is the same each time, so to mark with the key is to copy a mark that
     * was made before.
     */
    Path withMark(BufferedImage image, Claim claim, Optional<SigningKey> signer, String name)
            throws IOException {
        Path plain = folder.resolve("plain.png");
        assertThat(ImageIO.write(image, "png", plain.toFile())).isTrue();
        Path marked = folder.resolve(name);
        MarkedFile.write(plain, marked, claim, signer);
        return marked;
    }

    /** Other bytes of the same length in place of some that are there. */
    Path edited(Path file, String text, String other) throws IOException {
        assertThat(other).hasSameSizeAs(text);
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        assertThat(bytes).contains(text);
        return Files.write(
                folder.resolve("edited"), bytes.replace(text, other).getBytes(ISO_8859_1));
    }
}
