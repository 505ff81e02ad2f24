package io.kuotu.worker.draft;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * For each patch that reaches into the unknown part, the patch of the source that is most like it,
 * found by PatchMatch (Barnes et al. 2009), and what the pixels under them become when all of them
 * vote (Wexler et al. 2007). Mutable, used by one thread.
 */
final class Field {
    private static final int R = Patches.RADIUS;

    private final Raster raster;
    private final Raster.Part centres;
    private final Raster.Part settled;
    private final int[] x;
    private final int[] y;
    private final float[] cost;

    private Field(Raster raster) {
        this.raster = raster;
        this.centres = raster.known.shrunk(R);
        this.settled = centres;
        int size = raster.width * raster.height;
        this.x = new int[size];
        this.y = new int[size];
        this.cost = new float[size];
    }

    /** Anywhere in the source. */
    static Field random(Raster raster, SplittableRandom random) {
        Field field = new Field(raster);
        for (int i = 0; i < field.x.length; i++) {
            field.x[i] = random.nextInt(field.centres.left(), field.centres.right());
            field.y[i] = random.nextInt(field.centres.top(), field.centres.bottom());
        }
        return field;
    }

    /** The same places in a raster that is about twice as large. */
    Field on(Raster finer) {
        Field field = new Field(finer);
        double across = (double) finer.known.width() / raster.known.width();
        double down = (double) finer.known.height() / raster.known.height();
        for (int v = 0; v < finer.height; v++) {
            for (int u = 0; u < finer.width; u++) {
                int coarseX = Math.min((int) (u / across), raster.width - 1);
                int coarseY = Math.min((int) (v / down), raster.height - 1);
                int from = coarseY * raster.width + coarseX;
                int to = v * finer.width + u;
                field.x[to] = field.column(u + (int) Math.rint((x[from] - coarseX) * across));
                field.y[to] = field.row(v + (int) Math.rint((y[from] - coarseY) * down));
            }
        }
        return field;
    }

    private int column(int at) {
        return Math.clamp(at, centres.left(), centres.right() - 1);
    }

    private int row(int at) {
        return Math.clamp(at, centres.top(), centres.bottom() - 1);
    }

    /** Patches lie wholly on the canvas; those wholly in the source need no match. */
    private boolean isWanted(int u, int v) {
        return u >= R
                && v >= R
                && u < raster.width - R
                && v < raster.height - R
                && !settled.contains(u, v);
    }

    /** Looks for better places; {@code rounds} times over the raster, back and forth. */
    void improve(int rounds, SplittableRandom random) {
        for (int v = 0; v < raster.height; v++) {
            for (int u = 0; u < raster.width; u++) {
                int at = v * raster.width + u;
                cost[at] =
                        isWanted(u, v)
                                ? costOf(u, v, x[at], y[at], Float.POSITIVE_INFINITY)
                                : Float.NaN;
            }
        }
        for (int round = 0; round < rounds; round++) {
            sweep(round % 2 == 0 ? 1 : -1, random);
        }
    }

    private void sweep(int step, SplittableRandom random) {
        int width = raster.width;
        int height = raster.height;
        for (int i = 0; i < height; i++) {
            int v = step > 0 ? i : height - 1 - i;
            for (int j = 0; j < width; j++) {
                int u = step > 0 ? j : width - 1 - j;
                if (isWanted(u, v)) {
                    passOn(u, v, u - step, v);
                    passOn(u, v, u, v - step);
                    search(u, v, random);
                }
            }
        }
    }

    /** The neighbour's place, shifted. */
    private void passOn(int u, int v, int nearU, int nearV) {
        int near = nearV * raster.width + nearU;
        if (!Float.isNaN(cost[near])) {
            tryPlace(u, v, column(x[near] + u - nearU), row(y[near] + v - nearV));
        }
    }

    /** Around the place that is held, nearer and nearer. */
    private void search(int u, int v, SplittableRandom random) {
        int at = v * raster.width + u;
        int reach = Math.max(raster.known.width(), raster.known.height());
        for (; reach >= 1; reach /= 2) {
            int dx = random.nextInt(-reach, reach + 1);
            int dy = random.nextInt(-reach, reach + 1);
            tryPlace(u, v, column(x[at] + dx), row(y[at] + dy));
        }
    }

    private void tryPlace(int u, int v, int sx, int sy) {
        int at = v * raster.width + u;
        float found = costOf(u, v, sx, sy, cost[at]);
        if (found < cost[at]) {
            cost[at] = found;
            x[at] = sx;
            y[at] = sy;
        }
    }

    private float costOf(int u, int v, int sx, int sy, float best) {
        float pull = Patches.pull(raster.known, v, sy);
        return pull >= best ? pull : pull + Patches.difference(raster, u, v, sx, sy, best - pull);
    }

    /**
     * Every unknown pixel becomes what the patches over it say.
     *
     * @param fading a vote counts less by this factor for each ring away from the source
     * @param bestAlone the best patch decides: nothing is blurred
     */
    void vote(double fading, boolean bestAlone) {
        float spread = 2 * usualCost() + 1e-6f;
        float[] weights = new float[cost.length];
        for (int at = 0; at < cost.length; at++) {
            if (!Float.isNaN(cost[at])) {
                int ring = raster.known.ringOf(at % raster.width, at / raster.width);
                weights[at] =
                        (float) (Math.exp(-cost[at] / spread) * Math.pow(fading, ring) + 1e-12);
            }
        }
        float[] voted = raster.rgb.clone();
        float[] sum = new float[4];
        for (int v = 0; v < raster.height; v++) {
            for (int u = 0; u < raster.width; u++) {
                if (!raster.known.contains(u, v)) {
                    ask(u, v, weights, bestAlone, sum);
                    if (sum[3] > 0) {
                        for (int c = 0; c < 3; c++) {
                            voted[raster.at(u, v) + c] = sum[c] / sum[3];
                        }
                    }
                }
            }
        }
        System.arraycopy(voted, 0, raster.rgb, 0, voted.length);
    }

    /** Colours times weights, then the weights, of the patches over one pixel. */
    private void ask(int u, int v, float[] weights, boolean bestAlone, float[] sum) {
        Arrays.fill(sum, 0);
        for (int cv = Math.max(R, v - R); cv <= Math.min(raster.height - 1 - R, v + R); cv++) {
            for (int cu = Math.max(R, u - R); cu <= Math.min(raster.width - 1 - R, u + R); cu++) {
                int at = cv * raster.width + cu;
                float weight = weights[at];
                if (weight <= 0 || (bestAlone && weight <= sum[3])) {
                    continue;
                }
                int from = raster.at(x[at] + u - cu, y[at] + v - cv);
                for (int c = 0; c < 3; c++) {
                    float colour = weight * raster.rgb[from + c];
                    sum[c] = bestAlone ? colour : sum[c] + colour;
                }
                sum[3] = bestAlone ? weight : sum[3] + weight;
            }
        }
    }

    /** Three quarters of all patches cost less. */
    private float usualCost() {
        float[] known = new float[cost.length];
        int count = 0;
        for (float c : cost) {
            if (!Float.isNaN(c)) {
                known[count++] = c;
            }
        }
        float[] sorted = Arrays.copyOf(known, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(count - 1) * 3 / 4];
    }
}
