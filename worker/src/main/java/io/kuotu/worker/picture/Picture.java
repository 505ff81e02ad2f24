package io.kuotu.worker.picture;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A picture of 8 bits a channel, as it is seen (upright). Its bytes are those of the file, in the
 * file's own colour space: nothing is converted, and the profile travels along. Whoever makes one
 * lets go of the arrays; filling a canvas is the only writing.
 */
public final class Picture {
    private final int width;
    private final int height;
    private final byte[] rgb;
    private final byte @Nullable [] alpha;
    private final byte @Nullable [] profile;

    /**
     * @param width in px
     * @param height in px
     * @param rgb three bytes a pixel, row by row
     * @param alpha a byte a pixel, not premultiplied; null where everything is opaque
     * @param profile ICC profile of the RGB values; null for sRGB
     */
    public Picture(
            int width, int height, byte[] rgb, byte @Nullable [] alpha, byte @Nullable [] profile) {
        if (rgb.length != 3L * width * height
                || (alpha != null && alpha.length != (long) width * height)) {
            throw new IllegalArgumentException("the arrays do not fit " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
        this.alpha = alpha;
        this.profile = profile;
    }

    /** An opaque black picture with the transparency and colour space of another. */
    public static Picture blankLike(Picture model, int width, int height) {
        byte[] alpha = null;
        if (model.alpha != null) {
            alpha = new byte[Math.multiplyExact(width, height)];
            Arrays.fill(alpha, (byte) 0xFF);
        }
        return new Picture(
                width,
                height,
                new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))],
                alpha,
                model.profile);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public byte[] rgb() {
        return rgb;
    }

    public byte @Nullable [] alpha() {
        return alpha;
    }

    public Optional<byte[]> profile() {
        return Optional.ofNullable(profile);
    }

    /** Copies all of another picture here, byte for byte, its top left corner to (left, top). */
    public void paste(Picture source, int left, int top) {
        for (int y = 0; y < source.height; y++) {
            System.arraycopy(
                    source.rgb,
                    3 * y * source.width,
                    rgb,
                    3 * ((top + y) * width + left),
                    3 * source.width);
            if (alpha != null && source.alpha != null) {
                System.arraycopy(
                        source.alpha,
                        y * source.width,
                        alpha,
                        (top + y) * width + left,
                        source.width);
            }
        }
    }

    /** SHA-256 of a part, as rows of RGB (RGBA where there is transparency); in hexadecimal. */
    public String sha256(int left, int top, int partWidth, int partHeight) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] row = new byte[(alpha == null ? 3 : 4) * partWidth];
            for (int y = top; y < top + partHeight; y++) {
                fill(row, left, y, partWidth);
                digest.update(row);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void fill(byte[] row, int left, int y, int partWidth) {
        int from = y * width + left;
        if (alpha == null) {
            System.arraycopy(rgb, 3 * from, row, 0, row.length);
            return;
        }
        for (int x = 0; x < partWidth; x++) {
            System.arraycopy(rgb, 3 * (from + x), row, 4 * x, 3);
            row[4 * x + 3] = alpha[from + x];
        }
    }
}
