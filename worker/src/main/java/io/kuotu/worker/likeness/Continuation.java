package io.kuotu.worker.likeness;

import io.kuotu.common.job.Canvas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether edges go on across a source's border, and straight. Lines of lightness run along the
 * border, one on its made side and others a few px apart in the source. Windows of one line are
 * looked for in the next, moved a little along it: how much is not found there is the break, and by
 * how much the way that they move changes is the bend. Both are compared with the same between
 * lines in the source.
 */
final class Continuation {
    /** Lines in the source. */
    private static final int LINES = 4;

    /** Px across, of which a line is the mean. */
    private static final int THICK = 2;

    private static final int WINDOW = 12;
    private static final int EVERY = 6;
    private static final int MOST_SHIFT = 4;

    /** L* a pixel; fainter windows show no edge. */
    private static final double FAINT = 1;

    /** What is not found again between lines of a source that shows no edge there. */
    private static final double USUAL_BREAK = 0.3;

    /** Edges that are found again less than so are not followed further. */
    private static final double FOUND = 0.5;

    private static final double BEND_WEIGHT = 0.5;

    private final Mean made = new Mean();
    private final Mean own = new Mean();
    private final Mean madeBend = new Mean();
    private final Mean ownBend = new Mean();

    private Continuation() {}

    /** By how much breaks and bends at the border are more than those in the source; 0 to 1.5. */
    static double excess(Glance glance, Canvas canvas) {
        Region.Edges in = Region.Edges.of(glance, canvas, true);
        Region.Edges out = Region.Edges.of(glance, canvas, false);
        Continuation sums = new Continuation();
        for (Side side : sides(glance, in, out)) {
            sums.add(glance, side);
        }
        double breaks = Math.max(0, sums.made.mean(0) - sums.own.mean(USUAL_BREAK));
        double bends = Math.max(0, sums.madeBend.mean(0) - sums.ownBend.mean(0));
        return sums.made.isEmpty() ? 0 : breaks + BEND_WEIGHT * bends;
    }

    /**
     * A side of the source.
     *
     * @param x column of its first source pixel
     * @param y row of the same
     * @param inX 1 or -1 where inwards is along x, else 0
     * @param inY the same along y
     * @param length px along the border
     * @param gap px across from one line to the next
     */
    private record Side(int x, int y, int inX, int inY, int length, int gap) {
        /** Steps of lightness along the line that begins so many px inside. */
        float[] steps(Glance glance, int depth) {
            float[] line = new float[length];
            for (int t = 0; t < length; t++) {
                for (int k = 0; k < THICK; k++) {
                    int px = x + inX * (depth + k) + (inX == 0 ? t : 0);
                    int py = y + inY * (depth + k) + (inY == 0 ? t : 0);
                    line[t] += glance.lightness()[glance.index(px, py)] / THICK;
                }
            }
            float[] steps = new float[length];
            for (int t = 1; t < length - 1; t++) {
                steps[t] = (line[t + 1] - line[t - 1]) / 2;
            }
            return steps;
        }
    }

    /** Those where something was made, thick enough to show a line, beside enough source. */
    private static List<Side> sides(Glance glance, Region.Edges in, Region.Edges out) {
        List<Side> sides = new ArrayList<>();
        int width = in.right() - in.left();
        int height = in.bottom() - in.top();
        add(sides, out.left(), width, height, in.left() - out.left(), 1, 0, in.left(), in.top());
        add(
                sides,
                glance.width() - out.right(),
                width,
                height,
                out.right() - in.right(),
                -1,
                0,
                in.right() - 1,
                in.top());
        add(sides, out.top(), height, width, in.top() - out.top(), 0, 1, in.left(), in.top());
        add(
                sides,
                glance.height() - out.bottom(),
                height,
                width,
                out.bottom() - in.bottom(),
                0,
                -1,
                in.left(),
                in.bottom() - 1);
        return sides;
    }

    private static void add(
            List<Side> sides,
            int thick,
            int deep,
            int length,
            int mixed,
            int inX,
            int inY,
            int x,
            int y) {
        int gap = THICK + mixed;
        if (thick >= THICK && deep >= LINES * gap && length >= WINDOW + 2 * MOST_SHIFT) {
            sides.add(new Side(x, y, inX, inY, length, gap));
        }
    }

    private void add(Glance glance, Side side) {
        List<float[]> lines = new ArrayList<>();
        for (int line = -1; line < LINES - 1; line++) { // the first one is made
            lines.add(side.steps(glance, line * side.gap()));
        }
        int last = side.length() - WINDOW - MOST_SHIFT;
        for (int at = MOST_SHIFT; at <= last; at += EVERY) {
            Optional<Match> across = match(lines.get(1), lines.get(0), at);
            Optional<Match> near = match(lines.get(2), lines.get(1), at);
            Optional<Match> far = match(lines.get(3), lines.get(2), at);
            across.ifPresent(made::add);
            near.ifPresent(own::add);
            far.ifPresent(own::add);
            bend(near, across, madeBend);
            bend(far, near, ownBend);
        }
    }

    private static void bend(Optional<Match> before, Optional<Match> after, Mean into) {
        if (before.isPresent()
                && after.isPresent()
                && before.get().missing() < FOUND
                && after.get().missing() < FOUND) {
            double turn = Math.abs(before.get().shift() - after.get().shift());
            into.add(turn / (2.0 * MOST_SHIFT), after.get().weight());
        }
    }

    /**
     * A window looked for in the next line.
     *
     * @param missing share that is not found, 0 to 1
     * @param shift along the line, px
     * @param weight strength of its edges, L* a pixel
     */
    private record Match(double missing, int shift, double weight) {}

    /** Empty where there is nothing to see in either line. */
    private static Optional<Match> match(float[] from, float[] to, int at) {
        double mine = product(from, at, from, at);
        double weight = Math.sqrt(Math.max(mine, product(to, at, to, at)) / WINDOW);
        if (weight < FAINT) {
            return Optional.empty();
        }
        double best = 0;
        int shift = 0;
        for (int s = 0; Math.abs(s) <= MOST_SHIFT; s = s > 0 ? -s : 1 - s) { // 0, 1, -1, 2 ...
            double its = product(to, at + s, to, at + s);
            double found = product(from, at, to, at + s) / Math.max(mine, its);
            if (found > best) {
                best = found;
                shift = s;
            }
        }
        return Optional.of(new Match(1 - best, shift, weight));
    }

    private static double product(float[] one, int oneAt, float[] two, int twoAt) {
        double sum = 1e-9;
        for (int t = 0; t < WINDOW; t++) {
            sum += one[oneAt + t] * two[twoAt + t];
        }
        return sum;
    }

    /** Weighted. */
    private static final class Mean {
        private double sum;
        private double weights;

        void add(Match match) {
            add(match.missing(), match.weight());
        }

        void add(double value, double weight) {
            sum += value * weight;
            weights += weight;
        }

        boolean isEmpty() {
            return weights == 0;
        }

        double mean(double otherwise) {
            return weights == 0 ? otherwise : sum / weights;
        }
    }
}
