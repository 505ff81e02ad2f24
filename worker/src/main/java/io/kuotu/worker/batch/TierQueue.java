package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Samples that wait for a slot. Tiers share the slots by weight (stride scheduling: each sample
 * taken moves its tier's clock on by the inverse of its weight, and the tier whose clock is behind
 * goes next); inside of a tier, first come, first served. The device's thread owns it.
 */
final class TierQueue {
    private static final Map<Tier, Integer> WEIGHTS =
            Map.of(Tier.INTERACTIVE, 8, Tier.STANDARD, 3, Tier.BULK, 1);

    private final Map<Tier, Deque<Sample>> waiting = new EnumMap<>(Tier.class);
    private final Map<Tier, Double> clocks = new EnumMap<>(Tier.class);

    TierQueue() {
        for (Tier tier : Tier.values()) {
            waiting.put(tier, new ArrayDeque<>());
            clocks.put(tier, 0.0);
        }
    }

    void add(Sample sample) {
        Tier tier = sample.order().tier();
        if (of(tier).isEmpty()) { // who was away has saved nothing up
            clocks.put(tier, Math.max(clock(tier), leastClock()));
        }
        of(tier).add(sample);
    }

    boolean isEmpty() {
        return waiting.values().stream().allMatch(Deque::isEmpty);
    }

    int size() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /**
     * Samples that can run together, the first of them the next in turn.
     *
     * @param free slots
     * @param largest batch of a bundle
     */
    List<Sample> take(int free, ToIntFunction<String> largest) {
        List<Sample> taken = new ArrayList<>();
        while (taken.isEmpty()
                || taken.size()
                        < Math.min(free, largest.applyAsInt(taken.getFirst().key().bundle()))) {
            Tier tier = nextTier(taken);
            if (tier == null) {
                break;
            }
            Sample sample = matching(tier, taken).next();
            of(tier).remove(sample);
            clocks.put(tier, clock(tier) + 1.0 / WEIGHTS.getOrDefault(tier, 1));
            taken.add(sample);
        }
        return taken;
    }

    private @Nullable Tier nextTier(List<Sample> taken) {
        Tier next = null;
        for (Tier tier : Tier.values()) {
            if (matching(tier, taken).hasNext() && (next == null || clock(tier) < clock(next))) {
                next = tier;
            }
        }
        return next;
    }

    private Iterator<Sample> matching(Tier tier, List<Sample> taken) {
        return of(tier).stream()
                .filter(s -> taken.isEmpty() || s.key().equals(taken.getFirst().key()))
                .iterator();
    }

    /** Takes out those that match, in no order. */
    List<Sample> removeIf(Predicate<Sample> unwanted) {
        List<Sample> removed = new ArrayList<>();
        for (Deque<Sample> queue : waiting.values()) {
            queue.stream().filter(unwanted).forEach(removed::add);
            queue.removeIf(unwanted);
        }
        return removed;
    }

    private double leastClock() {
        return waiting.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .mapToDouble(e -> clock(e.getKey()))
                .min()
                .orElse(0);
    }

    private double clock(Tier tier) {
        return clocks.getOrDefault(tier, 0.0);
    }

    private Deque<Sample> of(Tier tier) {
        return requireNonNull(waiting.get(tier));
    }
}
