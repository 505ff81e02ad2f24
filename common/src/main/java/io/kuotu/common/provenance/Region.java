package io.kuotu.common.provenance;

import java.util.ArrayList;
import java.util.List;

/**
 * A rectangle of a picture, in px of that picture.
 *
 * @param left first column
 * @param top first row
 * @param width more than 0
 * @param height more than 0
 */
public record Region(int left, int top, int width, int height) {
    public Region {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "no region: %d,%d %dx%d".formatted(left, top, width, height));
        }
    }

    public static Region whole(int width, int height) {
        return new Region(0, 0, width, height);
    }

    public boolean isWithin(int pictureWidth, int pictureHeight) {
        return (long) left + width <= pictureWidth && (long) top + height <= pictureHeight;
    }

    /** The same part of the picture enlarged. */
    public Region scaled(int factor) {
        return new Region(
                Math.multiplyExact(left, factor),
                Math.multiplyExact(top, factor),
                Math.multiplyExact(width, factor),
                Math.multiplyExact(height, factor));
    }

    public boolean overlaps(Region other) {
        return left < other.left + other.width
                && other.left < left + width
                && top < other.top + other.height
                && other.top < top + height;
    }

    /** The rest of a picture of this size, in at most four rectangles, none of them empty. */
    public List<Region> around(int pictureWidth, int pictureHeight) {
        List<Region> rest = new ArrayList<>();
        add(rest, 0, 0, pictureWidth, top);
        add(rest, 0, top, left, height);
        add(rest, left + width, top, pictureWidth - left - width, height);
        add(rest, 0, top + height, pictureWidth, pictureHeight - top - height);
        return List.copyOf(rest);
    }

    private static void add(List<Region> rest, int left, int top, int width, int height) {
        if (width > 0 && height > 0) {
            rest.add(new Region(left, top, width, height));
        }
    }

    /** As people read it: {@code 200x150 px at (67, 0)}. */
    @Override
    public String toString() {
        return "%dx%d px at (%d, %d)".formatted(width, height, left, top);
    }
}
