package io.kuotu.common.job;

import java.util.ArrayList;
import java.util.List;

/**
 * A wide expansion in several: each at most doubles the picture's sides and takes the result of the
 * one before as its source, so that the model always sees a source of some size, and what lies far
 * out goes on from what was made, not from a tenth mirror image.
 */
public final class Passes {
    /** Of the side, that one pass adds at each end at the most. */
    private static final double MOST_ADDED = 0.5;

    private Passes() {}

    /**
     * In order; the source of each is the whole canvas of the one before. A single one, the canvas
     * itself, where the margins are small.
     */
    public static List<Canvas> of(Canvas canvas) {
        List<Canvas> passes = new ArrayList<>();
        Edges now = Edges.source(canvas);
        do {
            Edges next = now.grown(canvas);
            passes.add(now.within(next));
            now = next;
        } while (!now.equals(Edges.whole(canvas)));
        return passes;
    }

    /** A rectangle of the canvas, px: [left, right) x [top, bottom). */
    private record Edges(int left, int top, int right, int bottom) {
        static Edges source(Canvas canvas) {
            return new Edges(
                    canvas.left(),
                    canvas.top(),
                    canvas.left() + canvas.sourceWidth(),
                    canvas.top() + canvas.sourceHeight());
        }

        static Edges whole(Canvas canvas) {
            return new Edges(0, 0, canvas.width(), canvas.height());
        }

        private int width() {
            return right - left;
        }

        private int height() {
            return bottom - top;
        }

        Edges grown(Canvas canvas) {
            int across = (int) Math.ceil(width() * MOST_ADDED);
            int down = (int) Math.ceil(height() * MOST_ADDED);
            return new Edges(
                    Math.max(0, left - across),
                    Math.max(0, top - down),
                    Math.min(canvas.width(), right + across),
                    Math.min(canvas.height(), bottom + down));
        }

        Canvas within(Edges outer) {
            return new Canvas(
                    outer.width(),
                    outer.height(),
                    left - outer.left,
                    top - outer.top,
                    width(),
                    height());
        }
    }
}
