package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.ProblemException;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Simulation.Life;
import io.kuotu.worker.pipeline.CanvasSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever comes; {@link Simulation} looks at every single turn. */
class SimulationTest {
    private static final List<CanvasSize> SIZES =
            List.of(Orders.SMALL, Orders.LARGE, new CanvasSize(32, 32));
    private static final List<Tier> TIERS = List.of(Tier.values());
    private static final List<String> TENANTS = List.of("a", "b", "c", "d", "e");

    /** Mixed steps, sizes, tiers, tenants; cancels, deadlines, poison, numbers that are none. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostWhateverHappens(long seed) {
        Simulation simulation = new Simulation(seed);
        Random random = new Random(seed);
        List<CompletableFuture<float[]>> tiles = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            simulation.arrive(orders -> anything(orders, random, simulation));
            if (random.nextInt(4) == 0) {
                tiles.add(simulation.arriveTile(o -> o.tier(tier(random))));
            }
            if (random.nextInt(10) == 0) {
                simulation.cancel(simulation.lives().get(random.nextInt(i + 1)));
            }
            simulation.turns(random.nextInt(40)); // bursts, and time to catch up
        }
        simulation.runEmpty();
        simulation.lives().forEach(SimulationTest::checkEnd);
        assertThat(tiles).allMatch(tile -> tile.isDone() && !tile.isCompletedExceptionally());
        assertThat(simulation.lives().stream().filter(l -> l.stepped() == l.orders().steps()))
                .as("most of them arrive")
                .hasSizeGreaterThan(1400);
    }

    private static Orders anything(Orders orders, Random random, Simulation simulation) {
        long seed =
                switch (random.nextInt(50)) {
                    case 0 -> FakeModels.POISON;
                    case 1 -> FakeModels.NOT_A_NUMBER;
                    case 2 -> FakeModels.HUGE;
                    default -> 1000 + random.nextInt(1000);
                };
        Duration patience = Duration.ofNanos(random.nextInt(20) == 0 ? 50_000 : 1_000_000_000);
        return orders.seed(seed)
                .size(SIZES.get(random.nextInt(SIZES.size())))
                .steps(1 + random.nextInt(50))
                .tenant(TENANTS.get(random.nextInt(TENANTS.size())))
                .tier(tier(random))
                .deadline(simulation.clock().instant().plus(patience));
    }

    private static Tier tier(Random random) {
        return TIERS.get(random.nextInt(TIERS.size()));
    }

    private static void checkEnd(Life life) {
        assertThat(life.result()).isDone();
        try {
            float seed = life.orders().seed();
            assertThat(life.result().join()).containsExactly(seed + life.orders().steps() / 1000f);
        } catch (CancellationException e) {
            assertThat(life.stepped()).isLessThanOrEqualTo(life.orders().steps());
        } catch (CompletionException e) {
            ErrorCode code = ProblemException.of(e).code();
            boolean bad = life.orders().seed() < 1000;
            assertThat(code == ErrorCode.DEADLINE_EXCEEDED || bad).as("" + e).isTrue();
        }
    }

    /** Keeps so many jobs of this kind on the floor, whatever ends. */
    private static void flood(Simulation simulation, int jobs, UnaryOperator<Orders> what) {
        for (int i = 0; i < jobs; i++) {
            simulation.arrive(what, _ -> flood(simulation, 1, what));
        }
    }

    private static Map<Tier, Long> servedByTier(Simulation simulation) {
        Map<Tier, Long> served = new EnumMap<>(Tier.class);
        simulation
                .lives()
                .forEach(l -> served.merge(l.orders().claim().tier(), l.served(), Long::sum));
        return served;
    }

    private static Map<String, Long> servedByTenant(Simulation simulation) {
        Map<String, Long> served = new HashMap<>();
        simulation
                .lives()
                .forEach(
                        l ->
                                served.merge(
                                        l.orders().claim().tenant().value(),
                                        l.served(),
                                        Long::sum));
        return served;
    }

    @Test
    void tiersAreServedByTheirWeights() {
        Simulation simulation = new Simulation(1);
        flood(simulation, 12, o -> o.tier(Tier.INTERACTIVE).steps(10));
        flood(simulation, 12, o -> o.tier(Tier.STANDARD).steps(30).size(Orders.LARGE));
        flood(simulation, 12, o -> o.tier(Tier.BULK).steps(50));
        simulation.turns(20_000);
        Map<Tier, Long> served = servedByTier(simulation);
        double bulk = served.getOrDefault(Tier.BULK, 0L);
        assertThat(served.getOrDefault(Tier.INTERACTIVE, 0L) / bulk).isCloseTo(8, within(0.8));
        assertThat(served.getOrDefault(Tier.STANDARD, 0L) / bulk).isCloseTo(3, within(0.3));
    }

    @Test
    void tenantsOfATierAreServedAlikeHoweverTheirJobsLook() {
        Simulation simulation = new Simulation(1);
        flood(simulation, 20, o -> o.tenant("short").steps(4));
        flood(simulation, 20, o -> o.tenant("long").steps(50));
        flood(simulation, 2, o -> o.tenant("large").steps(25).size(Orders.LARGE));
        flood(simulation, 100, o -> o.tenant("many").steps(20));
        simulation.turns(20_000);
        Map<String, Long> served = servedByTenant(simulation);
        double mean = served.values().stream().mapToLong(Long::longValue).average().orElseThrow();
        assertThat(served.values()).allSatisfy(s -> assertThat(s / mean).isBetween(0.9, 1.1));
    }

    @Test
    void underABulkFloodAnInteractiveJobStartsWithinTwoSteps() {
        Simulation simulation = new Simulation(1);
        Random random = new Random(1);
        flood(simulation, 60, o -> o.tier(Tier.BULK).steps(50));
        flood(simulation, 20, o -> o.tier(Tier.BULK).tenant("b").steps(20).size(Orders.LARGE));
        List<Life> urgent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            simulation.turns(20 + random.nextInt(40));
            CanvasSize size = SIZES.get(random.nextInt(SIZES.size()));
            urgent.add(simulation.arrive(o -> o.tier(Tier.INTERACTIVE).steps(4).size(size)));
            var _ = simulation.arriveTile(o -> o.tier(Tier.BULK));
        }
        simulation.turns(100);
        assertThat(urgent.stream().map(Life::stepsBefore)).allMatch(steps -> steps >= 0);
    }

    @Test
    void waitingIsBoundedForEveryTier() {
        Simulation simulation = new Simulation(1);
        flood(simulation, 30, o -> o.tier(Tier.INTERACTIVE).steps(10));
        flood(simulation, 30, o -> o.tier(Tier.STANDARD).steps(10).size(Orders.LARGE));
        List<Life> bulk = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bulk.add(simulation.arrive(o -> o.tier(Tier.BULK).steps(10).size(SIZES.get(2))));
            simulation.turns(1000);
        }
        // its tier's share of the device is a twelfth, and it is alone in it
        long alone = 10L * SIZES.get(2).pixels();
        assertThat(bulk).allSatisfy(l -> assertThat(l.result()).isDone());
        assertThat(bulk).allSatisfy(l -> assertThat(l.nanos()).isLessThan(12 * 6 * alone));
    }

    @Test
    void aLongJobIsNotPassedForEverByShortOnes() {
        Simulation simulation = new Simulation(1);
        flood(simulation, 40, o -> o.tenant("short").steps(2));
        simulation.turns(500);
        Life longOne = simulation.arrive(o -> o.tenant("patient").steps(50));
        simulation.turns(1000);
        assertThat(longOne.result()).isDone();
    }

    @Test
    void sizesTakeTurns() {
        Simulation simulation = new Simulation(1);
        for (CanvasSize size : SIZES) {
            flood(simulation, 10, o -> o.tenant("w" + size.width()).steps(10).size(size));
        }
        simulation.turns(10_000);
        Map<String, Long> served = servedByTenant(simulation);
        double mean = served.values().stream().mapToLong(Long::longValue).average().orElseThrow();
        assertThat(served).hasSize(3);
        assertThat(served.values()).allSatisfy(s -> assertThat(s / mean).isBetween(0.85, 1.15));
    }

    /** A flood of tiles takes no more of the device's time than the steps do. */
    @Test
    void aBurstOfTilesDoesNotStallSteps() {
        Simulation simulation = new Simulation(1);
        Life sample = simulation.arrive(o -> o.steps(50).size(Orders.LARGE));
        for (int i = 0; i < 3000; i++) {
            var _ = simulation.arriveTile(o -> o.tenant("upscaler"));
        }
        while (!sample.result().isDone()) {
            simulation.turn();
        }
        long alone = 52 * (2_000L + Orders.LARGE.pixels());
        assertThat(sample.nanos()).isLessThan(5 * alone / 2);
    }
}
