package io.kuotu.worker.provenance;

import io.kuotu.common.provenance.Grid;
import io.kuotu.common.provenance.Region;
import io.kuotu.common.provenance.Sha256;
import io.kuotu.worker.picture.Picture;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of a picture's pixels, part by part, as {@link io.kuotu.common.provenance.Claim.Pixels}
 * has them: rows of RGB bytes, RGBA where any pixel is not opaque.
 *
 * @param original of the region that is the source's; empty where there is none
 * @param generated of all other pixels; empty where there are none
 * @param cells the first 4 bytes of the hash of each cell of the grid, row by row
 */
public record Fingerprint(Optional<String> original, Optional<String> generated, String cells) {
    private static final int CELL_BYTES = 4;

    /** Reads each pixel twice; no copy of the picture is made. */
    public static Fingerprint of(Picture picture, Optional<Region> original) {
        Rows rows = new Rows(picture);
        MessageDigest there = Sha256.start();
        MessageDigest rest = Sha256.start();
        StringBuilder cells = new StringBuilder();
        MessageDigest[] band = new MessageDigest[Grid.SIDE];
        for (int row = 0; row < Grid.SIDE; row++) {
            start(band);
            int end = Grid.edge(row + 1, picture.height());
            for (int y = Grid.edge(row, picture.height()); y < end; y++) {
                rows.go(y);
                split(rows, y, original, there, rest);
                cells(rows, band);
            }
            finish(band, cells);
        }
        boolean all =
                original.filter(r -> r.around(picture.width(), picture.height()).isEmpty())
                        .isPresent();
        return new Fingerprint(
                original.map(_ -> hex(there)),
                all ? Optional.empty() : Optional.of(hex(rest)),
                cells.toString());
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void start(MessageDigest[] band) {
        for (int i = 0; i < band.length; i++) {
            band[i] = Sha256.start();
        }
    }

    private static void finish(MessageDigest[] band, StringBuilder cells) {
        for (MessageDigest cell : band) {
            cells.append(HexFormat.of().formatHex(cell.digest(), 0, CELL_BYTES));
        }
    }

    private static void split(
            Rows rows, int y, Optional<Region> original, MessageDigest there, MessageDigest rest) {
        int width = rows.width();
        @Nullable Region region = original.orElse(null);
        if (region == null || y < region.top() || y >= region.top() + region.height()) {
            rows.part(0, width, rest);
            return;
        }
        int end = region.left() + region.width();
        rows.part(0, region.left(), rest);
        rows.part(region.left(), end, there);
        rows.part(end, width, rest);
    }

    private static void cells(Rows rows, MessageDigest[] band) {
        for (int i = 0; i < band.length; i++) {
            rows.part(Grid.edge(i, rows.width()), Grid.edge(i + 1, rows.width()), band[i]);
        }
    }

    /** The picture's rows as bytes; one at a time. */
    private static final class Rows {
        private final Picture picture;
        private final byte @Nullable [] alpha;
        private final byte[] bytes; // of the picture, or of one row with its alpha
        private final int band;
        private int from; // of the row, in bytes

        Rows(Picture picture) {
            this.picture = picture;
            this.alpha = seen(picture.alpha());
            this.band = alpha == null ? 3 : 4;
            this.bytes = alpha == null ? picture.rgb() : new byte[4 * picture.width()];
        }

        /** A file may say of each pixel that it is opaque, or say nothing: that is the same. */
        private static byte @Nullable [] seen(byte @Nullable [] alpha) {
            if (alpha != null) {
                for (byte opacity : alpha) {
                    if (opacity != (byte) 0xFF) {
                        return alpha;
                    }
                }
            }
            return null;
        }

        int width() {
            return picture.width();
        }

        void go(int y) {
            if (alpha == null) {
                from = 3 * y * width();
                return;
            }
            for (int x = 0; x < width(); x++) {
                int at = y * width() + x;
                System.arraycopy(picture.rgb(), 3 * at, bytes, 4 * x, 3);
                bytes[4 * x + 3] = alpha[at];
            }
        }

        void part(int left, int right, MessageDigest to) {
            to.update(bytes, from + band * left, band * (right - left));
        }
    }
}
