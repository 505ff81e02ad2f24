package io.kuotu.worker.likeness;

/**
 * How much of the edges of two pictures of one view lie at the same places: the harmonic mean of
 * the share of the one's edges that the other has, and the other way round. An edge is a pixel
 * whose gradient is twice the picture's mean, and one that can be seen; it is had by the other
 * where that has an edge within a pixel, turned by 45 degrees at most.
 */
public final class EdgeMatch {
    private static final double ABOVE_MEAN = 2;

    /** L* a pixel. */
    private static final double SEEN = 1.5;

    private EdgeMatch() {}

    /** Glances of one size; 0 to 1. */
    public static double of(Glance one, Glance two) {
        if (one.width() != two.width() || one.height() != two.height()) {
            throw new IllegalArgumentException("glances of two sizes");
        }
        Octave first = one.octaves().getFirst();
        Octave second = two.octaves().getFirst();
        boolean[] firstEdges = edges(first);
        boolean[] secondEdges = edges(second);
        double precision = had(first, firstEdges, second, secondEdges);
        double recall = had(second, secondEdges, first, firstEdges);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static boolean[] edges(Octave octave) {
        double sum = 0;
        for (float strength : octave.strength()) {
            sum += strength;
        }
        double least = Math.max(SEEN, ABOVE_MEAN * sum / octave.strength().length);
        boolean[] edges = new boolean[octave.strength().length];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = octave.strength()[i] >= least;
        }
        return edges;
    }

    /** Of no edges, all are had. */
    private static double had(Octave one, boolean[] edges, Octave other, boolean[] others) {
        int all = 0;
        int had = 0;
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                int i = y * one.width() + x;
                if (edges[i]) {
                    all++;
                    had += hasNear(other, others, x, y, one.orientation()[i]) ? 1 : 0;
                }
            }
        }
        return all == 0 ? 1 : (double) had / all;
    }

    private static boolean hasNear(Octave in, boolean[] edges, int x, int y, float orientation) {
        for (int near = Math.max(0, y - 1); near <= Math.min(in.height() - 1, y + 1); near++) {
            for (int at = Math.max(0, x - 1); at <= Math.min(in.width() - 1, x + 1); at++) {
                int i = near * in.width() + at;
                if (edges[i] && turn(orientation, in.orientation()[i]) <= 1) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Between two lines, in units of 45 degrees. */
    private static float turn(float one, float two) {
        float turn = Math.abs(one - two);
        return Math.min(turn, Octave.ORIENTATIONS - turn);
    }
}
