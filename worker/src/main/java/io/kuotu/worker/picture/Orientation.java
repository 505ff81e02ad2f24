package io.kuotu.worker.picture;

import org.jspecify.annotations.Nullable;

/** EXIF orientations: how a stored picture is turned and mirrored to be seen upright. */
final class Orientation {
    private Orientation() {}

    static Picture upright(Picture stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        boolean swapped = orientation >= 5;
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] rgb = new byte[stored.rgb().length];
        byte @Nullable [] from = stored.alpha();
        byte[] alpha = from == null ? null : new byte[from.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int source = sourceIndex(stored, orientation, x, y);
                int to = y * width + x;
                System.arraycopy(stored.rgb(), 3 * source, rgb, 3 * to, 3);
                if (from != null && alpha != null) {
                    alpha[to] = from[source];
                }
            }
        }
        return new Picture(width, height, rgb, alpha, stored.profile().orElse(null));
    }

    /** Where the upright pixel (x, y) is stored. */
    private static int sourceIndex(Picture stored, int orientation, int x, int y) {
        int right = stored.width() - 1;
        int bottom = stored.height() - 1;
        return switch (orientation) {
            case 2 -> y * stored.width() + (right - x);
            case 3 -> (bottom - y) * stored.width() + (right - x);
            case 4 -> (bottom - y) * stored.width() + x;
            case 5 -> x * stored.width() + y;
            case 6 -> (bottom - x) * stored.width() + y;
            case 7 -> (bottom - x) * stored.width() + (right - y);
            case 8 -> x * stored.width() + (right - y);
            default -> throw new IllegalArgumentException("no EXIF orientation: " + orientation);
        };
    }
}
