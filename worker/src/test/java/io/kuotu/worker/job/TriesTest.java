package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.finish.Quality;
import io.kuotu.worker.job.Tries.Rules;
import io.kuotu.worker.job.Tries.Tried;
import io.kuotu.worker.picture.Picture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final long SEED = 77;

    private final List<Long> seeds = new ArrayList<>();

    private static Tried tried(double seamRatio, long seed) {
        Quality quality = new Quality(seamRatio, seamRatio, 0, new Quality.Drift(0, 0, 0, 0), 1);
        return new Tried(new Picture(1, 1, new byte[3], null, null), quality, seed);
    }

    /** The seams that further tries come to, in order. */
    private Tries.Maker coming(double... seamRatios) {
        return seed -> {
            seeds.add(seed);
            return tried(seamRatios[seeds.size() - 1], seed);
        };
    }

    @Test
    void aGoodOneIsKept_andNothingElseIsMade() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 3));
        Tried first = tried(1.5, SEED);
        assertThat(tries.best(first, coming())).isSameAs(first);
        assertThat(tries.figures()).containsExactly(Map.entry("tries", 1.0));
    }

    @Test
    void aBadOneIsMadeAgain_theBetterIsKept_andItIsSaid() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 3));
        Tried best = tries.best(tried(2.5, SEED), coming(2.75, 1.25));
        assertThat(best.quality().seamRatio()).isEqualTo(1.25);
        assertThat(tries.figures())
                .containsEntry("tries", 3.0)
                .containsEntry("seam_ratio_first", 2.5)
                .containsEntry("seed_used", (double) seeds.getLast());
        assertThat(best.seed()).isEqualTo(seeds.getLast());
    }

    @Test
    void triesAreBounded_andTheFirstIsKeptWhereNoneIsBetter() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 2));
        Tried first = tried(2, SEED);
        assertThat(tries.best(first, coming(3, 4, 1))).isSameAs(first);
        assertThat(seeds).hasSize(2);
        assertThat(tries.figures()).containsEntry("tries", 3.0).doesNotContainKey("seed_used");
    }

    @Test
    void seedsFollowFromTheFirst_differ_andFitARequest() throws Exception {
        new Tries(new Rules(0, 5)).best(tried(9, SEED), coming(9, 9, 9, 9, 9));
        List<Long> once = List.copyOf(seeds);
        seeds.clear();
        new Tries(new Rules(0, 5)).best(tried(9, SEED), coming(9, 9, 9, 9, 9));
        assertThat(seeds).isEqualTo(once);
        Set<Long> all = new HashSet<>(once);
        all.add(SEED);
        assertThat(all).hasSize(6).allMatch(seed -> seed >= 0 && seed <= 9007199254740991L);
        assertThat(all).allMatch(seed -> (long) (double) seed == seed);
    }
}
