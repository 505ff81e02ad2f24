package io.kuotu.cli.verify;

import io.kuotu.common.job.ProblemException;
import io.kuotu.common.picture.PictureInspector;
import io.kuotu.common.provenance.Claim;
import io.kuotu.common.provenance.Region;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.worker.picture.Picture;
import io.kuotu.worker.picture.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A picture beside what it is said to be made of. */
final class SourceCheck {
    /**
     * @param other why it is not the source; empty where it is
     * @param facts what holds
     */
    record Outcome(Optional<String> other, List<String> facts) {}

    private SourceCheck() {}

    static Outcome of(Path file, Picture picture, Claim claim) throws IOException {
        Picture source = decode(file);
        String hash = Sha256.hex(Files.readAllBytes(file));
        String pixels = source.sha256(0, 0, source.width(), source.height());
        if (!hash.equals(claim.source().sha256())
                && !pixels.equals(claim.source().pixelsSha256())) {
            return new Outcome(
                    Optional.of(
                            "neither the file (SHA-256 "
                                    + hash
                                    + ") nor its pixels are those of the claim's source"),
                    List.of());
        }
        List<String> facts = new ArrayList<>();
        facts.add(
                hash.equals(claim.source().sha256())
                        ? "the source is the very file that the claim names"
                        : "the source is another file with the very pixels that the claim names");
        claim.pixels()
                .original()
                .filter(_ -> claim.pixels().scale() == 1)
                .filter(region -> fits(region, source, picture))
                .ifPresent(region -> facts.add(compared(source, picture, region)));
        return new Outcome(Optional.empty(), List.copyOf(facts));
    }

    private static Picture decode(Path file) throws IOException {
        try {
            return PictureDecoder.decode(file, PictureInspector.inspect(file, "--source"));
        } catch (ProblemException e) {
            throw new IllegalArgumentException("--source: " + e.problem().detail(), e);
        }
    }

    private static boolean fits(Region region, Picture source, Picture picture) {
        return region.width() == source.width()
                && region.height() == source.height()
                && region.isWithin(picture.width(), picture.height());
    }

    private static String compared(Picture source, Picture picture, Region region) {
        long sum = 0;
        int most = 0;
        for (int y = 0; y < region.height(); y++) {
            int from = 3 * y * source.width();
            int to = 3 * ((region.top() + y) * picture.width() + region.left());
            for (int i = 0; i < 3 * region.width(); i++) {
                int difference =
                        Math.abs((source.rgb()[from + i] & 0xFF) - (picture.rgb()[to + i] & 0xFF));
                sum += difference;
                most = Math.max(most, difference);
            }
        }
        return most == 0
                ? "the source's pixels are in the picture, byte for byte"
                : String.format(
                        Locale.ROOT,
                        "the source's pixels are in the picture, off by %.2f on average and %d at"
                                + " most (of 255)",
                        sum / (3.0 * region.width() * region.height()),
                        most);
    }
}
