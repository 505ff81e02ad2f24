package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;

/**
 * A part of a picture on the whole, from pixels on an even grid.
 *
 * @param mean colour
 * @param chroma mean distance from grey
 * @param grain mean step of L* to the next pixel on the right
 */
record Tint(Lab mean, double chroma, double grain) {
    /** About so many pixels are looked at. */
    private static final long LOOKED_AT = 1 << 14;

    static Tint ofSource(Picture picture, Canvas canvas) {
        int stride = stride((long) canvas.sourceWidth() * canvas.sourceHeight());
        Sums sums = new Sums(picture);
        int right = canvas.left() + canvas.sourceWidth();
        int bottom = canvas.top() + canvas.sourceHeight();
        for (int y = canvas.top(); y < bottom; y += stride) {
            for (int x = canvas.left(); x < right; x += stride) {
                sums.add(x, y, x + 1 < right);
            }
        }
        return sums.means();
    }

    static Tint ofMade(Picture picture, Canvas canvas) {
        int stride = stride(canvas.generatedPixels());
        Sums sums = new Sums(picture);
        for (int y = 0; y < canvas.height(); y += stride) {
            for (int x = 0; x < canvas.width(); x += stride) {
                if (!isSource(canvas, x, y)) {
                    sums.add(x, y, x + 1 < canvas.width() && !isSource(canvas, x + 1, y));
                }
            }
        }
        return sums.means();
    }

    private static int stride(long pixels) {
        return Math.max(1, (int) Math.sqrt((double) pixels / LOOKED_AT));
    }

    private static boolean isSource(Canvas canvas, int x, int y) {
        return x >= canvas.left()
                && x < canvas.left() + canvas.sourceWidth()
                && y >= canvas.top()
                && y < canvas.top() + canvas.sourceHeight();
    }

    private static final class Sums {
        private final Picture picture;
        private double l;
        private double a;
        private double b;
        private double chroma;
        private double grain;
        private int pixels;
        private int steps;

        Sums(Picture picture) {
            this.picture = picture;
        }

        void add(int x, int y, boolean hasNext) {
            Lab here = Lab.of(Quality.rgb(picture, x, y));
            l += here.l();
            a += here.a();
            b += here.b();
            chroma += Math.hypot(here.a(), here.b());
            pixels++;
            if (hasNext) {
                grain += Math.abs(Lab.of(Quality.rgb(picture, x + 1, y)).l() - here.l());
                steps++;
            }
        }

        Tint means() {
            int all = Math.max(1, pixels);
            return new Tint(
                    new Lab(l / all, a / all, b / all), chroma / all, grain / Math.max(1, steps));
        }
    }
}
