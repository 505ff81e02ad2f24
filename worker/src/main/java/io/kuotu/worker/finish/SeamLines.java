package io.kuotu.worker.finish;

import io.kuotu.common.job.Canvas;
import io.kuotu.common.picture.Lab;
import io.kuotu.worker.picture.Picture;

/**
 * Mean ΔE2000 over the pairs of pixels that lie across a line: the source's border, and lines which
 * run along it a few pixels inside.
 *
 * @param border across the border, on all sides where something was made
 * @param inside across the lines inside, on the same sides
 */
record SeamLines(double border, double inside) {
    /** How many px of the source lie outside of a line. */
    private static final int[] DEPTHS = {1, 2, 4, 8};

    /** Pairs along one line; of longer ones, so many evenly. */
    private static final int MOST_PAIRS = 2048;

    static SeamLines of(Picture picture, Canvas canvas) {
        Sums sums = new Sums();
        int left = canvas.left();
        int top = canvas.top();
        int right = left + canvas.sourceWidth();
        int bottom = top + canvas.sourceHeight();
        if (left > 0) {
            sums.side(picture, new Side(left, top, 1, 0, canvas.sourceHeight()), right - left);
        }
        if (right < canvas.width()) {
            sums.side(
                    picture, new Side(right - 1, top, -1, 0, canvas.sourceHeight()), right - left);
        }
        if (top > 0) {
            sums.side(picture, new Side(left, top, 0, 1, canvas.sourceWidth()), bottom - top);
        }
        if (bottom < canvas.height()) {
            sums.side(
                    picture, new Side(left, bottom - 1, 0, -1, canvas.sourceWidth()), bottom - top);
        }
        return new SeamLines(
                sums.border / Math.max(1, sums.borderPairs),
                sums.inside / Math.max(1, sums.insidePairs));
    }

    /**
     * One side of the source: its first pixel on the border, where inwards is, and how many pixels
     * it has.
     */
    private record Side(int x, int y, int inX, int inY, int length) {}

    private static final class Sums {
        private double border;
        private double inside;
        private int borderPairs;
        private int insidePairs;

        void side(Picture picture, Side side, int deep) {
            int stride = Math.ceilDiv(side.length(), MOST_PAIRS);
            for (int along = 0; along < side.length(); along += stride) {
                border += step(picture, side, along, 0);
                borderPairs++;
                for (int depth : DEPTHS) {
                    if (depth < deep) {
                        inside += step(picture, side, along, depth);
                        insidePairs++;
                    }
                }
            }
        }

        /** Between the pixel that lies {@code depth} px inside and the one before it. */
        private static double step(Picture picture, Side side, int along, int depth) {
            int x = side.x() + (side.inX() == 0 ? along : side.inX() * depth);
            int y = side.y() + (side.inY() == 0 ? along : side.inY() * depth);
            return Lab.difference(
                    Lab.of(Quality.rgb(picture, x, y)),
                    Lab.of(Quality.rgb(picture, x - side.inX(), y - side.inY())));
        }
    }
}
