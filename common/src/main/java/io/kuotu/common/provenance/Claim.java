package io.kuotu.common.provenance;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.wire.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is said of one picture: of what it was made, by what, and which pixels it has. Signed, it
 * can be held against whoever made it. Holds nothing that changes when the same job is done again:
 * that gives the same bytes.
 *
 * @param schema version of this record's form
 * @param job that the picture was made for
 * @param output of that job, from 0 on
 * @param askedAt when the job was accepted
 * @param madeWith program and version
 * @param digitalSourceType IPTC term, as a URI
 * @param bundle that made it
 * @param seed that it was asked for with
 * @param source that it was made of
 * @param pixels what the picture has to have
 */
public record Claim(
        int schema,
        String job,
        int output,
        Instant askedAt,
        String madeWith,
        String digitalSourceType,
        Model bundle,
        long seed,
        Source source,
        Pixels pixels) {
    public static final int SCHEMA = 1;

    public Claim {
        requireNonNull(job, "job is missing");
        requireNonNull(askedAt, "asked_at is missing");
        requireNonNull(madeWith, "made_with is missing");
        requireNonNull(digitalSourceType, "digital_source_type is missing");
        requireNonNull(bundle, "bundle is missing");
        requireNonNull(source, "source is missing");
        requireNonNull(pixels, "pixels are missing");
        check(schema == SCHEMA, "this program knows claims of form 1, not " + schema);
    }

    /**
     * @param name of the bundle
     * @param version of its weights
     * @param sha256 of its {@code bundle.json}, which names the hash of each of its files
     */
    public record Model(String name, String version, String sha256) {
        public Model {
            requireNonNull(name, "bundle.name is missing");
            requireNonNull(version, "bundle.version is missing");
            requireNonNull(sha256, "bundle.sha256 is missing");
        }

        public String label() {
            return name + "@" + version;
        }
    }

    /**
     * @param sha256 of the file as it was submitted
     * @param pixelsSha256 of its pixels, upright: rows of RGB bytes (RGBA where it has
     *     transparency)
     * @param width in px, as seen
     * @param height in px, as seen
     */
    public record Source(String sha256, String pixelsSha256, int width, int height) {
        public Source {
            requireNonNull(sha256, "source.sha256 is missing");
            requireNonNull(pixelsSha256, "source.pixels_sha256 is missing");
        }
    }

    /**
     * Pixels as they are decoded from the file. Hashes are of rows of RGB bytes (RGBA where the
     * picture has transparency), in hexadecimal.
     *
     * @param width in px
     * @param height in px
     * @param original where the source's content lies; empty where nothing of it is left
     * @param scale how many times the source was enlarged there
     * @param originalPreserved whether the source's very bytes are there
     * @param originalSha256 of that region; present where it is
     * @param generatedSha256 of all other pixels, row by row; present where there are any
     * @param cells of an even grid of 8 by 8 over the picture: the first 4 bytes of each one's
     *     hash, row by row, in hexadecimal; they say where something was changed
     */
    public record Pixels(
            int width,
            int height,
            Optional<Region> original,
            int scale,
            boolean originalPreserved,
            Optional<String> originalSha256,
            Optional<String> generatedSha256,
            String cells) {
        public Pixels {
            requireNonNull(cells, "pixels.cells are missing");
            check(width > 0 && height > 0, "pixels.width and pixels.height must be positive");
            check(scale > 0, "pixels.scale must be positive");
            check(
                    original.isEmpty() || original.get().isWithin(width, height),
                    "pixels.original is outside of the picture");
            check(
                    original.isPresent() == originalSha256.isPresent(),
                    "pixels.original_sha256 does not fit pixels.original");
            check(
                    cells.length() == 8 * Grid.CELLS,
                    "pixels.cells are " + cells.length() + " characters");
        }

        /** All that is not original; empty where everything is. */
        public List<Region> generated() {
            return original.map(o -> o.around(width, height))
                    .orElseGet(() -> List.of(Region.whole(width, height)));
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The very text that is signed: JSON in one line. */
    public String text() {
        return new String(JsonCodec.encode(this), StandardCharsets.UTF_8);
    }

    /** Throws {@link IllegalArgumentException} for what is no claim. */
    public static Claim read(String text) {
        return JsonCodec.decode(text.getBytes(StandardCharsets.UTF_8), Claim.class);
    }
}
