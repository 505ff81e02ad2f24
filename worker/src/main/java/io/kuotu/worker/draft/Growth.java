package io.kuotu.worker.draft;

import java.util.SplittableRandom;

/**
 * Fills a very small raster ring by ring, as Efros and Leung (1999) grow a texture: each pixel
 * takes the centre of a source patch that is among the nearest in what is filled around it.
 */
final class Growth {
    /** Candidates that are this share worse than the best may be taken: pictures differ by seed. */
    private static final float TOLERANCE = 0.15f;

    private final Raster raster;
    private final Raster.Part centres;
    private final SplittableRandom random;
    private final boolean[] filled;

    private Growth(Raster raster, SplittableRandom random) {
        this.raster = raster;
        this.centres = raster.known.shrunk(Patches.RADIUS);
        this.random = random;
        this.filled = new boolean[raster.width * raster.height];
    }

    static void fill(Raster raster, SplittableRandom random) {
        new Growth(raster, random).fill();
    }

    private void fill() {
        int rings = 0;
        for (int y = 0; y < raster.height; y++) {
            for (int x = 0; x < raster.width; x++) {
                filled[y * raster.width + x] = raster.known.contains(x, y);
                rings = Math.max(rings, raster.known.ringOf(x, y));
            }
        }
        for (int ring = 1; ring <= rings; ring++) {
            fillRing(ring);
        }
    }

    private void fillRing(int ring) {
        for (int y = 0; y < raster.height; y++) {
            for (int x = 0; x < raster.width; x++) {
                if (raster.known.ringOf(x, y) == ring) {
                    take(x, y);
                }
            }
        }
        for (int y = 0; y < raster.height; y++) {
            for (int x = 0; x < raster.width; x++) {
                filled[y * raster.width + x] |= raster.known.ringOf(x, y) == ring;
            }
        }
    }

    private void take(int x, int y) {
        float best = Float.POSITIVE_INFINITY;
        int from = raster.at(centres.left(), centres.top());
        for (int sy = centres.top(); sy < centres.bottom(); sy++) {
            float pull = Patches.pull(raster.known, y, sy);
            for (int sx = centres.left(); sx < centres.right(); sx++) {
                float luck = 1 + TOLERANCE * random.nextInt(1024) / 1024f;
                float cost = luck * (pull + difference(x, y, sx, sy, best));
                if (cost < best) {
                    best = cost;
                    from = raster.at(sx, sy);
                }
            }
        }
        System.arraycopy(raster.rgb, from, raster.rgb, raster.at(x, y), 3);
    }

    /** Of what is filled, scaled as if all of the patch were. */
    private float difference(int x, int y, int sx, int sy, float best) {
        float sum = 0;
        int seen = 0;
        for (int dy = -Patches.RADIUS; dy <= Patches.RADIUS; dy++) {
            for (int dx = -Patches.RADIUS; dx <= Patches.RADIUS; dx++) {
                if (isFilled(x + dx, y + dy)) {
                    int a = raster.at(x + dx, y + dy);
                    int b = raster.at(sx + dx, sy + dy);
                    for (int c = 0; c < 3; c++) {
                        float d = raster.rgb[a + c] - raster.rgb[b + c];
                        sum += d * d;
                    }
                    seen += 3;
                }
            }
            if (sum >= best) { // scaling makes it more, never less
                return sum;
            }
        }
        return sum * Patches.VALUES / seen; // the ring before is filled: seen is never 0
    }

    private boolean isFilled(int x, int y) {
        return x >= 0
                && y >= 0
                && x < raster.width
                && y < raster.height
                && filled[y * raster.width + x];
    }
}
