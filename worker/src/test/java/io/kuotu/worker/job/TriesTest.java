package io.kuotu.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.worker.finish.Quality;
import io.kuotu.worker.job.Tries.Rules;
import io.kuotu.worker.job.Tries.Tried;
import io.kuotu.worker.likeness.Consistency;
import io.kuotu.worker.picture.Picture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriesTest {
    private static final long SEED = 77;

    private final List<Long> seeds = new ArrayList<>();

    private static Tried tried(double seamRatio, long seed) {
        Quality quality = new Quality(seamRatio, seamRatio, 0, new Quality.Drift(0, 0, 0, 0), 1);
        return new Tried(
                new Picture(1, 1, new byte[3], null, null), quality, Optional.empty(), seed);
    }

    private static Tried tried(double seamRatio, double consistency, long seed) {
        Tried tried = tried(seamRatio, seed);
        return new Tried(tried.picture(), tried.quality(), Optional.of(all(consistency)), seed);
    }

    private static Consistency all(double score) {
        return new Consistency(score, score, score);
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
        Tries tries = new Tries(new Rules(1.5, 3, 3), Optional.empty());
        Tried first = tried(1.5, SEED);
        assertThat(tries.best(first, coming())).isSameAs(first);
        assertThat(tries.figures(all(0.5)))
                .containsEntry("tries", 1.0)
                .containsEntry("consistency", 0.5)
                .doesNotContainKeys(
                        "seam_ratio_first",
                        "seed_used",
                        "min_consistency_reached",
                        "consistency_try_1");
    }

    @Test
    void aBadOneIsMadeAgain_theBetterIsKept_andItIsSaid() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 3, 3), Optional.empty());
        Tried best = tries.best(tried(2.5, SEED), coming(2.75, 1.25));
        assertThat(best.quality().seamRatio()).isEqualTo(1.25);
        assertThat(tries.figures(all(1)))
                .containsEntry("tries", 3.0)
                .containsEntry("seam_ratio_first", 2.5)
                .containsEntry("seed_used", (double) seeds.getLast());
        assertThat(best.seed()).isEqualTo(seeds.getLast());
    }

    @Test
    void triesAreBounded_andTheFirstIsKeptWhereNoneIsBetter() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 2, 3), Optional.empty());
        Tried first = tried(2, SEED);
        assertThat(tries.best(first, coming(3, 4, 1))).isSameAs(first);
        assertThat(seeds).hasSize(2);
        assertThat(tries.figures(all(1)))
                .containsEntry("tries", 3.0)
                .doesNotContainKey("seed_used");
    }

    @Test
    void seedsFollowFromTheFirst_differ_andFitARequest() throws Exception {
        new Tries(new Rules(0, 5, 3), Optional.empty()).best(tried(9, SEED), coming(9, 9, 9, 9, 9));
        List<Long> once = List.copyOf(seeds);
        seeds.clear();
        new Tries(new Rules(0, 5, 3), Optional.empty()).best(tried(9, SEED), coming(9, 9, 9, 9, 9));
        assertThat(seeds).isEqualTo(once);
        Set<Long> all = new HashSet<>(once);
        all.add(SEED);
        assertThat(all).hasSize(6).allMatch(seed -> seed >= 0 && seed <= 9007199254740991L);
        assertThat(all).allMatch(seed -> (long) (double) seed == seed);
    }

    private static Tried inOrder(List<Tried> coming) {
        return coming.removeFirst();
    }

    @Test
    void whatGoesTooBadlyWithItsSource_isMadeAgain_untilItIsEnough() throws Exception {
        Tries tries = new Tries(new Rules(9, 0, 5), Optional.of(0.75));
        List<Tried> coming =
                new ArrayList<>(
                        List.of(tried(1, 0.5, 1), tried(3, 0.8125, 2), tried(1, 0.9375, 3)));
        Tried best = tries.best(tried(1, 0.625, SEED), _ -> inOrder(coming));
        assertThat(best.seed()).isEqualTo(2);
        assertThat(coming).hasSize(1);
        assertThat(tries.figures(all(0.8125)))
                .containsEntry("tries", 3.0)
                .containsEntry("min_consistency", 0.75)
                .containsEntry("min_consistency_reached", 1.0)
                .containsEntry("consistency_try_1", 0.625)
                .containsEntry("consistency_try_2", 0.5)
                .containsEntry("consistency_try_3", 0.813)
                .containsEntry("seed_used", 2.0);
    }

    @Test
    void whereNoneIsEnough_theBestIsKept_andSaysSo() throws Exception {
        Tries tries = new Tries(new Rules(9, 0, 2), Optional.of(0.75));
        List<Tried> coming =
                new ArrayList<>(List.of(tried(3, 0.6875, 1), tried(1, 0.5, 2), tried(1, 0.9, 3)));
        Tried best = tries.best(tried(1, 0.625, SEED), _ -> inOrder(coming));
        assertThat(best.seed()).isEqualTo(1);
        assertThat(coming).hasSize(1);
        assertThat(tries.figures(all(0.6875)))
                .containsEntry("tries", 3.0)
                .containsEntry("consistency", 0.688)
                .containsEntry("min_consistency_reached", 0.0);
    }

    @Test
    void ofTwoThatAreEnough_theOneWhoseSeamShowsLessIsKept() throws Exception {
        Tries tries = new Tries(new Rules(1.5, 1, 5), Optional.of(0.75));
        List<Tried> coming = new ArrayList<>(List.of(tried(1.25, 0.8125, 1)));
        Tried best = tries.best(tried(2, 0.9375, SEED), _ -> inOrder(coming));
        assertThat(best.seed()).isEqualTo(1);
    }
}
