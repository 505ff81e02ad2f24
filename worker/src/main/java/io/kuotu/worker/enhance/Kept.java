package io.kuotu.worker.enhance;

/**
 * A part of a picture whose bytes stay as they are, px: an expansion's source. It is looked at all
 * the same.
 */
public record Kept(int left, int top, int width, int height) {
    boolean has(int x, int y) {
        return x >= left && x < left + width && y >= top && y < top + height;
    }

    /** Of a pixel outside, to the nearest pixel inside; px. */
    double distance(int x, int y) {
        int dx = Math.max(Math.max(left - x, x - (left + width - 1)), 0);
        int dy = Math.max(Math.max(top - y, y - (top + height - 1)), 0);
        return Math.hypot(dx, dy);
    }
}
