package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;

/** Some of a glance's pixels. */
@FunctionalInterface
public interface Region {
    /** Whether the pixel is one of them; within the glance. */
    boolean has(int x, int y);

    /** All of it. */
    Region WHOLE = (_, _) -> true;

    /** The pixels that lie wholly in the source. */
    static Region source(Glance glance, Canvas canvas) {
        Edges in = Edges.of(glance, canvas, true);
        return (x, y) -> in.holds(x, y);
    }

    /** The pixels that lie wholly outside of the source. */
    static Region made(Glance glance, Canvas canvas) {
        Edges out = Edges.of(glance, canvas, false);
        return (x, y) -> !out.holds(x, y);
    }

    /**
     * A source's place in px of a glance.
     *
     * @param left first column
     * @param top first row
     * @param right column behind the last
     * @param bottom row behind the last
     */
    record Edges(int left, int top, int right, int bottom) {
        private static final double NEARLY = 1e-6;

        /**
         * @param inside rounded inwards; else outwards
         */
        static Edges of(Glance glance, Canvas canvas, boolean inside) {
            double x = (double) glance.width() / canvas.width();
            double y = (double) glance.height() / canvas.height();
            int endX = canvas.left() + canvas.sourceWidth();
            int endY = canvas.top() + canvas.sourceHeight();
            return inside
                    ? new Edges(
                            up(canvas.left() * x),
                            up(canvas.top() * y),
                            down(endX * x),
                            down(endY * y))
                    : new Edges(
                            down(canvas.left() * x),
                            down(canvas.top() * y),
                            up(endX * x),
                            up(endY * y));
        }

        private static int up(double value) {
            return (int) Math.ceil(value - NEARLY);
        }

        private static int down(double value) {
            return (int) Math.floor(value + NEARLY);
        }

        boolean holds(int x, int y) {
            return x >= left && x < right && y >= top && y < bottom;
        }
    }
}
