package io.kuotu.common.job;

import static java.util.Objects.requireNonNull;

/**
 * How far each frame of a chain goes beyond the one before it.
 *
 * @param left of the frame before
 * @param top of it
 * @param right of it
 * @param bottom of it
 */
public record FrameMargins(Side left, Side top, Side right, Side bottom) {
    /**
     * Beside one side: the sum of both.
     *
     * @param px plain
     * @param percent of that frame's width or height, rounded to whole px
     */
    public record Side(int px, double percent) {
        public static final Side NONE = new Side(0, 0);

        public Side {
            if (px < 0 || !(percent >= 0 && percent < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a margin is not negative");
            }
        }

        long of(int length) {
            return px + Math.round(length * percent / 100);
        }
    }

    public FrameMargins {
        requireNonNull(left, "left is null");
        requireNonNull(top, "top is null");
        requireNonNull(right, "right is null");
        requireNonNull(bottom, "bottom is null");
    }

    /** Width of a frame whose predecessor is so wide, px. */
    public long width(int before) {
        return before + left.of(before) + right.of(before);
    }

    /** Height of a frame whose predecessor is so high, px. */
    public long height(int before) {
        return before + top.of(before) + bottom.of(before);
    }

    /** The canvas around a frame of this size; beyond the int range an ArithmeticException. */
    public Canvas around(int width, int height) {
        return new Canvas(
                Math.toIntExact(width(width)),
                Math.toIntExact(height(height)),
                Math.toIntExact(left.of(width)),
                Math.toIntExact(top.of(height)),
                width,
                height);
    }
}
