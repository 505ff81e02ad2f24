package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;

/**
 * The known error of a generated picture along the source's border, and what of it reaches a place
 * outside: a membrane. The model's picture covers the source too, so at the border its error is
 * known; added to the generated side it makes both sides meet, and dies away outwards.
 *
 * <p>In a half plane the smooth continuation of a border value loses its fine waves first: at a
 * distance d it is the border blurred over a width that grows with d. The border is one closed
 * loop, clockwise from the top left corner, blurred at doubling widths; a place takes the widths
 * next to its own distance. Immutable.
 */
final class BorderError {
    private static final double BLUR_PER_DISTANCE = 0.8;
    private static final int WIDEST_LEVEL = 10;

    /**
     * Finer differences are the grain of both sides, no error: carried outwards they would streak.
     */
    private static final int FINEST_LEVEL = 2;

    private final int width;
    private final int height;
    private final int left;
    private final int top;
    private final double fadePx;
    private final float[][] levels;

    /**
     * @param canvas whose source has the border
     * @param errors source minus generated at each border pixel, as (pixel, channel), see {@link
     *     #loopLength}
     * @param fadePx distance at which what is left has fallen to 1/e
     */
    BorderError(Canvas canvas, float[] errors, double fadePx) {
        this.width = canvas.sourceWidth();
        this.height = canvas.sourceHeight();
        this.left = canvas.left();
        this.top = canvas.top();
        this.fadePx = fadePx;
        this.levels = new float[WIDEST_LEVEL + 1][];
        levels[0] = errors;
        for (int level = 1; level <= WIDEST_LEVEL; level++) {
            levels[level] = blurred(levels[level - 1], 1 << (level - 1));
        }
    }

    static int loopLength(int width, int height) {
        return 2 * (width + height);
    }

    /** 0 at the top, 1 on the right, 2 at the bottom, 3 on the left. */
    static int side(int at, int width, int height) {
        if (at < width + height) {
            return at < width ? 0 : 1;
        }
        return at < 2 * width + height ? 2 : 3;
    }

    /** Column (within the source) of a place on the loop. */
    static int loopX(int at, int width, int height) {
        if (at < width) {
            return at;
        }
        if (at < width + height) {
            return width - 1;
        }
        return at < 2 * width + height ? 2 * width + height - 1 - at : 0;
    }

    /** Row (within the source) of a place on the loop. */
    static int loopY(int at, int width, int height) {
        if (at < width) {
            return 0;
        }
        if (at < width + height) {
            return at - width;
        }
        return at < 2 * width + height ? height - 1 : loopLength(width, height) - 1 - at;
    }

    /**
     * Adds what reaches the canvas pixel (x, y), which is outside of the source, to {@code rgb}.
     */
    void addTo(float[] rgb, int x, int y) {
        int inX = Math.clamp(x - left, 0, width - 1);
        int inY = Math.clamp(y - top, 0, height - 1);
        double distance = Math.hypot(x - left - inX, y - top - inY);
        double level =
                Math.clamp(
                        Math.log(Math.max(1, distance * BLUR_PER_DISTANCE)) / Math.log(2),
                        FINEST_LEVEL,
                        WIDEST_LEVEL - 1e-6);
        int below = (int) level;
        float share = (float) (level - below);
        float fade = (float) Math.exp(-(distance - 1) / fadePx);
        int at = 3 * nearestOnLoop(x, y, inX, inY);
        for (int c = 0; c < 3; c++) {
            rgb[c] +=
                    fade
                            * ((1 - share) * levels[below][at + c]
                                    + share * levels[below + 1][at + c]);
        }
    }

    private int nearestOnLoop(int x, int y, int inX, int inY) {
        if (y < top) {
            return inX;
        }
        if (x >= left + width) {
            return width + inY;
        }
        return y >= top + height
                ? 2 * width + height - 1 - inX
                : loopLength(width, height) - 1 - inY;
    }

    /**
     * Three taps at -step, 0 and step around the loop: repeated with doubling steps, a blur of
     * doubling width.
     */
    private static float[] blurred(float[] loop, int step) {
        int length = loop.length / 3;
        float[] out = new float[loop.length];
        for (int i = 0; i < length; i++) {
            int before = 3 * Math.floorMod(i - step, length);
            int after = 3 * Math.floorMod(i + step, length);
            for (int c = 0; c < 3; c++) {
                out[3 * i + c] =
                        0.25f * loop[before + c] + 0.5f * loop[3 * i + c] + 0.25f * loop[after + c];
            }
        }
        return out;
    }
}
