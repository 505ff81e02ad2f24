package io.kuotu.worker.job;

import io.kuotu.worker.finish.Quality;
import io.kuotu.worker.likeness.Consistency;
import io.kuotu.worker.picture.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One variant's tries: where a seam shows, or what was made goes less well with the source than was
 * asked for, its pass is made again with another seed, a bounded number of times, and the best one
 * is kept. The other seeds follow from the first alone, so the first still decides the picture. The
 * job's thread owns it.
 */
public final class Tries {
    private static final int SEED_BITS = 53; // what a request may carry

    private final Rules rules;
    private final Optional<Double> minConsistency;
    private final List<Double> scores = new ArrayList<>();
    private int again;
    private double firstRatio;
    private OptionalLong seedUsed = OptionalLong.empty();

    /**
     * @param seamRatio above it a pass is made again, see {@link Quality#isSeamVisible}
     * @param most how often, for each pass
     * @param consistencyMost how often, for each pass, where the job asks for more consistency
     */
    public record Rules(double seamRatio, int most, int consistencyMost) {
        /** Whatever a job asks. */
        public Rules(double seamRatio, int most) {
            this(seamRatio, most, 0);
        }
    }

    /**
     * What a pass came to with one seed.
     *
     * @param consistency where the job minds it
     */
    record Tried(Picture picture, Quality quality, Optional<Consistency> consistency, long seed) {
        private double score() {
            return consistency.map(Consistency::score).orElse(1.0);
        }
    }

    /** Makes the pass with another seed. */
    interface Maker {
        Tried make(long seed) throws Exception;
    }

    /**
     * @param rules of the worker
     * @param minConsistency of the job
     */
    Tries(Rules rules, Optional<Double> minConsistency) {
        this.rules = rules;
        this.minConsistency = minConsistency;
    }

    /** The first, or a better one. */
    Tried best(Tried first, Maker maker) throws Exception {
        firstRatio = Math.max(firstRatio, first.quality().seamRatio());
        noteScore(first);
        Tried best = first;
        for (int n = 1; isWorthATry(best, n); n++) {
            again++;
            Tried next = maker.make(derived(first.seed(), n));
            noteScore(next);
            if (isBetter(next, best)) {
                best = next;
                seedUsed = OptionalLong.of(next.seed());
            }
        }
        return best;
    }

    private boolean isWorthATry(Tried best, int n) {
        boolean shows = best.quality().isSeamVisible(rules.seamRatio());
        return (n <= rules.most() && shows) || (n <= rules.consistencyMost() && !suffices(best));
    }

    private boolean suffices(Tried tried) {
        return minConsistency.isEmpty() || tried.score() >= minConsistency.get();
    }

    /** What suffices comes first, then where the seam shows less; else what lacks less. */
    private boolean isBetter(Tried one, Tried other) {
        if (suffices(one) != suffices(other)) {
            return suffices(one);
        }
        return suffices(one)
                ? one.quality().seamRatio() < other.quality().seamRatio()
                : one.score() > other.score();
    }

    private void noteScore(Tried tried) {
        tried.consistency().ifPresent(consistency -> scores.add(consistency.score()));
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
     * came to, and the seed that was kept where it is another one. Where the job minds it, whether
     * its least consistency was reached, and what each try of each pass came to.
     *
     * @param whole of the finished picture
     */
    Map<String, Double> figures(Consistency whole) {
        Map<String, Double> figures = new TreeMap<>(whole.figures());
        minConsistency.ifPresent(
                least -> {
                    figures.put("min_consistency", least);
                    figures.put("min_consistency_reached", whole.score() >= least ? 1.0 : 0.0);
                });
        for (int i = 0; again > 0 && i < scores.size(); i++) {
            figures.put("consistency_try_" + (i + 1), rounded(scores.get(i)));
        }
        figures.put("tries", 1.0 + again);
        if (again > 0) {
            figures.put("seam_ratio_first", rounded(firstRatio));
            seedUsed.ifPresent(seed -> figures.put("seed_used", (double) seed));
        }
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
