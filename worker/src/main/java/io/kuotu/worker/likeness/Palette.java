package io.kuotu.worker.likeness;

import io.kuotu.common.picture.Lab;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Colours that occur in a source: the means of cubes of L*a*b*. Those of every second square are
 * kept, so that the source's other squares tell how far from it the source itself is.
 */
final class Palette {
    /** Side of a cube. */
    private static final int CUBE = 6;

    private static final int STRIDE = 2;

    /** Distances beyond it are all the same: a wrong colour. */
    private static final double MOST = 40;

    private static final int AXIS = 256;

    private final List<Lab> colours;

    private Palette(List<Lab> colours) {
        this.colours = colours;
    }

    private interface Visitor {
        void at(int x, int y);
    }

    private static void visit(Glance glance, Region region, Visitor visitor) {
        for (int y = 0; y < glance.height(); y += STRIDE) {
            for (int x = 0; x < glance.width(); x += STRIDE) {
                if (region.has(x, y)) {
                    visitor.at(x, y);
                }
            }
        }
    }

    private static boolean isKept(int x, int y) {
        return (x / Cells.SIDE + y / Cells.SIDE) % 2 == 0;
    }

    /**
     * By how much further from the source's colours what was made is than the source itself: mean
     * distances in L*a*b*.
     */
    static double excess(Glance glance, Region source, Region made) {
        Palette kept = of(glance, (x, y) -> source.has(x, y) && isKept(x, y));
        if (kept.colours.isEmpty()) { // a source of one square
            kept = of(glance, source);
        }
        double own = kept.distance(glance, (x, y) -> source.has(x, y) && !isKept(x, y));
        return Math.max(0, kept.distance(glance, made) - own);
    }

    private static Palette of(Glance glance, Region region) {
        Map<Integer, double[]> cubes = new HashMap<>();
        visit(
                glance,
                region,
                (x, y) -> {
                    Lab colour = glance.colour(glance.index(x, y));
                    double[] sums = cubes.computeIfAbsent(cube(colour), _ -> new double[4]);
                    sums[0] += colour.l();
                    sums[1] += colour.a();
                    sums[2] += colour.b();
                    sums[3]++;
                });
        return new Palette(
                cubes.values().stream()
                        .map(s -> new Lab(s[0] / s[3], s[1] / s[3], s[2] / s[3]))
                        .toList());
    }

    private static int cube(Lab colour) {
        int l = (int) Math.floor(colour.l() / CUBE);
        int a = (int) Math.floor(colour.a() / CUBE) + AXIS / 2;
        int b = (int) Math.floor(colour.b() / CUBE) + AXIS / 2;
        return (l * AXIS + a) * AXIS + b;
    }

    private double distance(Glance glance, Region region) {
        double[] sum = new double[2];
        visit(
                glance,
                region,
                (x, y) -> {
                    sum[0] += nearest(glance.colour(glance.index(x, y)));
                    sum[1]++;
                });
        return sum[0] / Math.max(1, sum[1]);
    }

    private double nearest(Lab colour) {
        double least = MOST * MOST;
        for (Lab known : colours) {
            double l = known.l() - colour.l();
            double a = known.a() - colour.a();
            double b = known.b() - colour.b();
            least = Math.min(least, l * l + a * a + b * b);
        }
        return Math.sqrt(least);
    }
}
