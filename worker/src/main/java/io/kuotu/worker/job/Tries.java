package io.kuotu.worker.job;

import io.kuotu.worker.finish.Quality;
import io.kuotu.worker.picture.Picture;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One variant's tries: where a seam shows, its pass is made again with another seed, a bounded
 * number of times, and the better one is kept. The other seeds follow from the first alone, so the
 * first still decides the picture. The job's thread owns it.
 */
public final class Tries {
    private static final int SEED_BITS = 53; // what a request may carry

    private final Rules rules;
    private int again;
    private double firstRatio;
    private OptionalLong seedUsed = OptionalLong.empty();

    /**
     * @param seamRatio above it a pass is made again, see {@link Quality#isSeamVisible}
     * @param most how often, for each pass
     */
    public record Rules(double seamRatio, int most) {}

    /** What a pass came to with one seed. */
    record Tried(Picture picture, Quality quality, long seed) {
        private boolean isBetterThan(Tried other) {
            return quality.seamRatio() < other.quality.seamRatio();
        }
    }

    /** Makes the pass with another seed. */
    interface Maker {
        Tried make(long seed) throws Exception;
    }

    Tries(Rules rules) {
        this.rules = rules;
    }

    /** The first, or a better one. */
    Tried best(Tried first, Maker maker) throws Exception {
        firstRatio = Math.max(firstRatio, first.quality().seamRatio());
        Tried best = first;
        for (int n = 1; n <= rules.most() && shows(best); n++) {
            again++;
            Tried next = maker.make(derived(first.seed(), n));
            if (next.isBetterThan(best)) {
                best = next;
                seedUsed = OptionalLong.of(next.seed());
            }
        }
        return best;
    }

    private boolean shows(Tried tried) {
        return tried.quality().isSeamVisible(rules.seamRatio());
    }

    /** SplitMix64's finaliser. */
    static long derived(long seed, int n) {
        long z = seed + n * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> (Long.SIZE - SEED_BITS);
    }

    /**
     * {@code tries}: 1 and how often a pass was made again; where that happened, what the first try
     * came to, and the seed that was kept where it is another one.
     */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("tries", 1.0 + again);
        if (again > 0) {
            figures.put("seam_ratio_first", Math.round(firstRatio * 1000) / 1000.0);
            seedUsed.ifPresent(seed -> figures.put("seed_used", (double) seed));
        }
        return figures;
    }
}
