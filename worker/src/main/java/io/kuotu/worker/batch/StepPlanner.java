package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Plan.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what the device does next: a pure function of the situation.
 *
 * <p>Steps come first, and between any two of them the batch is formed anew: the tier whose clock
 * is behind, in it the least tag; its key is the batch's key, and whoever else has that key fills
 * it up, in the same order. Samples that wait are ranked among those that run, so a short one does
 * not wait for a slot that a long one holds.
 *
 * <p>Work beside steps (begin, decode, enlarge) goes in turns while there is credit for it. What
 * the next step waits for begins at once, but not twice in a row.
 */
public final class StepPlanner {
    private static final List<Kind> ASIDE = List.of(Kind.BEGIN, Kind.DECODE, Kind.ENLARGE);

    private static final Comparator<Ticket> IN_TIER =
            Comparator.comparingDouble((Ticket t) -> t.tag().finish())
                    .thenComparingLong(Ticket::number);

    private StepPlanner() {}

    /** What comes next. */
    public static Plan plan(Situation now, Limits limits) {
        List<Standing> running = now.running();
        List<Ticket> begins = begins(now, running, limits);
        Optional<Plan> aside = aside(now, begins, running.isEmpty(), limits);
        if (aside.isPresent()) {
            return aside.get();
        }
        return running.isEmpty() ? Plan.IDLE : new Plan(Kind.STEP, step(running, now, limits));
    }

    private static List<Ticket> step(List<Standing> running, Situation now, Limits limits) {
        return together(tickets(running), now.clocks(), Kind.STEP, limits);
    }

    /** Those of the next step that wait for a slot; else, while one is free, the next in order. */
    private static List<Ticket> begins(Situation now, List<Standing> running, Limits limits) {
        List<Ticket> waiting = tickets(now.waiting());
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Ticket> missing = missing(waiting, tickets(running), now, limits);
        return missing.isEmpty() ? free(waiting, now, limits) : missing;
    }

    private static List<Ticket> missing(
            List<Ticket> waiting, List<Ticket> running, Situation now, Limits limits) {
        int begun = now.begun().size();
        List<Ticket> all = Stream.concat(running.stream(), waiting.stream()).toList();
        List<Ticket> next = together(all, now.clocks(), Kind.STEP, limits);
        Set<Ticket> ready = Set.copyOf(running);
        List<Ticket> begins = new ArrayList<>();
        for (Ticket ticket : next) {
            boolean fits = begun + begins.size() < limits.most(ticket.tier());
            if (fits && !ready.contains(ticket)) {
                begins.add(ticket);
            }
        }
        return firstOf(begins, limits);
    }

    private static List<Ticket> free(List<Ticket> waiting, Situation now, Limits limits) {
        int free = limits.slots() - now.begun().size();
        return together(waiting, now.clocks(), Kind.BEGIN, limits).stream()
                .limit(Math.max(0, free))
                .toList();
    }

    private static List<Ticket> firstOf(List<Ticket> begins, Limits limits) {
        return begins.isEmpty()
                ? begins
                : begins.stream().limit(limits.batch(Kind.BEGIN, begins.getFirst().key())).toList();
    }

    private static Optional<Plan> aside(
            Situation now, List<Ticket> begins, boolean nothingToStep, Limits limits) {
        boolean mayAny = nothingToStep || now.credit() > 0;
        int last = ASIDE.indexOf(now.lastAside());
        for (int i = 1; i <= ASIDE.size(); i++) {
            Kind kind = ASIDE.get((last + i) % ASIDE.size());
            boolean may = mayAny || (kind == Kind.BEGIN && now.last() == Kind.STEP);
            Plan plan = may ? aside(kind, now, begins, limits) : Plan.IDLE;
            if (!plan.isIdle()) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }

    private static Plan aside(Kind kind, Situation now, List<Ticket> begins, Limits limits) {
        List<Ticket> batch =
                switch (kind) {
                    case BEGIN -> begins;
                    case DECODE -> together(tickets(now.denoised()), now.clocks(), kind, limits);
                    case ENLARGE -> together(now.tiles(), now.clocks(), kind, limits);
                    case STEP, IDLE -> List.of();
                };
        return batch.isEmpty() ? Plan.IDLE : new Plan(kind, batch);
    }

    private static List<Ticket> tickets(List<Standing> standings) {
        return standings.stream().map(Standing::ticket).toList();
    }

    /** A batch: the first in order, and those that can share its call. */
    private static List<Ticket> together(
            List<Ticket> candidates, Map<Tier, Double> clocks, Kind kind, Limits limits) {
        if (candidates.size() < 2) {
            return List.copyOf(candidates);
        }
        Ticket first = requireNonNull(next(byTier(candidates), clocks));
        List<Ticket> alike = candidates.stream().filter(t -> t.key().equals(first.key())).toList();
        return filled(alike, clocks, limits.batch(kind, first.key()));
    }

    private static List<Ticket> filled(List<Ticket> alike, Map<Tier, Double> clocks, int largest) {
        Map<Tier, Iterator<Ticket>> inOrder = byTier(alike);
        Map<Tier, Double> moved = new EnumMap<>(clocks);
        List<Ticket> batch = new ArrayList<>();
        while (batch.size() < largest) {
            Ticket next = next(inOrder, moved);
            if (next == null) {
                break;
            }
            moved.merge(next.tier(), Shares.charge(next), Double::sum);
            batch.add(next);
        }
        return batch;
    }

    /** Of tiers that have some. Loops, not streams: this is most of what a plan takes. */
    private static Map<Tier, Iterator<Ticket>> byTier(List<Ticket> candidates) {
        Map<Tier, List<Ticket>> lists = new EnumMap<>(Tier.class);
        for (Ticket ticket : candidates) {
            lists.computeIfAbsent(ticket.tier(), _ -> new ArrayList<>()).add(ticket);
        }
        Map<Tier, Iterator<Ticket>> inOrder = new EnumMap<>(Tier.class);
        for (Map.Entry<Tier, List<Ticket>> entry : lists.entrySet()) {
            entry.getValue().sort(IN_TIER);
            inOrder.put(entry.getKey(), entry.getValue().iterator());
        }
        return inOrder;
    }

    private static @Nullable Ticket next(
            Map<Tier, Iterator<Ticket>> inOrder, Map<Tier, Double> clocks) {
        Iterator<Ticket> first = null;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Tier, Iterator<Ticket>> entry : inOrder.entrySet()) {
            double clock = clocks.getOrDefault(entry.getKey(), 0.0);
            if (entry.getValue().hasNext() && (first == null || clock < least)) {
                first = entry.getValue();
                least = clock;
            }
        }
        return first == null ? null : first.next();
    }
}
