package io.kuotu.worker.batch;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Chooses what the device does next. Four kinds of work take turns, so that none waits for more
 * than one batch of each other: decode what is finished, enlarge a batch of tiles, begin what waits
 * while there are slots, step what runs. Inside of a kind, whoever moved longest ago goes first and
 * takes along those that can share its batch. Touches nothing but the queue that it takes from.
 */
final class StepPlanner {
    private enum Kind {
        DECODE,
        ENLARGE,
        BEGIN,
        STEP
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    /**
     * @param slots samples that may be active at once
     * @param stepBatch most samples of a bundle in one step
     * @param codecBatch most in one call of its encoder or decoder
     * @param tileBatch most tiles in one call of an upscaler
     */
    record Limits(
            int slots,
            ToIntFunction<String> stepBatch,
            ToIntFunction<String> codecBatch,
            ToIntFunction<String> tileBatch) {}

    private final Limits limits;
    private Kind last = Kind.STEP;

    StepPlanner(Limits limits) {
        this.limits = limits;
    }

    Plan next(TierQueue waiting, List<Sample> active, List<Tile> tiles) {
        for (int i = 1; i <= KINDS.size(); i++) {
            Kind kind = KINDS.get((KINDS.indexOf(last) + i) % KINDS.size());
            Plan plan = plan(kind, waiting, active, tiles);
            if (!(plan instanceof Plan.Idle)) {
                last = kind;
                return plan;
            }
        }
        return new Plan.Idle();
    }

    private Plan plan(Kind kind, TierQueue waiting, List<Sample> active, List<Tile> tiles) {
        return switch (kind) {
            case DECODE -> {
                List<Sample> finished =
                        together(
                                active.stream().filter(Sample::isDenoised).toList(),
                                limits.codecBatch());
                yield finished.isEmpty() ? new Plan.Idle() : new Plan.Decode(finished);
            }
            case ENLARGE ->
                    tiles.isEmpty() ? new Plan.Idle() : new Plan.Enlarge(tilesTogether(tiles));
            case BEGIN -> begin(waiting, limits.slots() - active.size());
            case STEP -> {
                List<Sample> running =
                        together(
                                active.stream().filter(s -> !s.isDenoised()).toList(),
                                limits.stepBatch());
                yield running.isEmpty() ? new Plan.Idle() : new Plan.Step(running);
            }
        };
    }

    private Plan begin(TierQueue waiting, int free) {
        if (free <= 0 || waiting.isEmpty()) {
            return new Plan.Idle();
        }
        return new Plan.Begin(waiting.take(free, limits.codecBatch()));
    }

    private static List<Sample> together(List<Sample> candidates, ToIntFunction<String> largest) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<Sample> oldestFirst =
                candidates.stream().sorted(Comparator.comparingLong(Sample::lastTurn)).toList();
        BatchKey key = oldestFirst.getFirst().key();
        return oldestFirst.stream()
                .filter(s -> s.key().equals(key))
                .limit(largest.applyAsInt(key.bundle()))
                .toList();
    }

    private List<Tile> tilesTogether(List<Tile> tiles) {
        BatchKey key = tiles.getFirst().key();
        return tiles.stream()
                .filter(t -> t.key().equals(key))
                .limit(limits.tileBatch().applyAsInt(key.bundle()))
                .toList();
    }
}
