package io.kuotu.worker.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * A canvas as overlapping tiles of one size, and how much each tile says about each place. Along
 * each axis the shares are smooth and add up to one everywhere, so a sum of tiles weighted with
 * them has no seam, and is the picture itself where tiles agree. Lengths are in cells. Immutable.
 *
 * @param across columns of tiles, from the left
 * @param down rows of tiles, from the top
 */
public record TilePlan(List<Span> across, List<Span> down) {
    /**
     * What a tile covers of one axis.
     *
     * @param start first cell
     * @param length in cells
     * @param before cells that it shares with the one before
     * @param after cells that it shares with the one after
     */
    public record Span(int start, int length, int before, int after) {
        /** Before it is brought to a sum of one with the others'. */
        private double weight(double place) {
            return Math.min(rise(place / before), rise((length - place) / after));
        }

        /** From 0 to 1, level at both ends; {@code rise(x) + rise(1 - x)} is 1. */
        private static double rise(double share) {
            if (share >= 1) { // beyond what is shared; of nothing, infinitely far
                return 1;
            }
            double sine = Math.sin(share * Math.PI / 2);
            return sine * sine;
        }
    }

    public TilePlan {
        across = List.copyOf(across);
        down = List.copyOf(down);
    }

    /**
     * One tile where the canvas is no larger than a tile.
     *
     * @param width of the canvas
     * @param height of the canvas
     * @param side of a tile
     * @param overlap the least that neighbours share; at most half of a tile
     */
    public static TilePlan of(int width, int height, int side, int overlap) {
        if (overlap < 0 || 2 * overlap > side) {
            throw new IllegalArgumentException(
                    "tiles of " + side + " cells cannot share " + overlap);
        }
        return new TilePlan(spans(width, side, overlap), spans(height, side, overlap));
    }

    public boolean isOne() {
        return across.size() == 1 && down.size() == 1;
    }

    /**
     * How much each span says at each of its places.
     *
     * @param spans of one axis, all of them
     * @param scale places per cell
     */
    public static List<float[]> shares(List<Span> spans, int scale) {
        Span last = spans.getLast();
        double[] sums = new double[(last.start() + last.length()) * scale];
        for (Span span : spans) {
            for (int i = 0; i < span.length() * scale; i++) {
                sums[span.start() * scale + i] += span.weight((i + 0.5) / scale);
            }
        }
        List<float[]> shares = new ArrayList<>();
        for (Span span : spans) {
            float[] own = new float[span.length() * scale];
            for (int i = 0; i < own.length; i++) {
                own[i] = (float) (span.weight((i + 0.5) / scale) / sums[span.start() * scale + i]);
            }
            shares.add(own);
        }
        return shares;
    }

    /** Evenly, the first and the last at the ends. */
    private static List<Span> spans(int length, int side, int overlap) {
        if (length <= side) {
            return List.of(new Span(0, length, 0, 0));
        }
        int count = Math.ceilDiv(length - overlap, side - overlap);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = start(i, count, length, side);
            int before = i == 0 ? 0 : start(i - 1, count, length, side) + side - start;
            int after = i == count - 1 ? 0 : start + side - start(i + 1, count, length, side);
            spans.add(new Span(start, side, before, after));
        }
        return spans;
    }

    private static int start(int index, int count, int length, int side) {
        return (int) ((long) index * (length - side) / (count - 1));
    }
}
