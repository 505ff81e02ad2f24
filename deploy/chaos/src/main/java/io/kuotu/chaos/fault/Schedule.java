package io.kuotu.chaos.fault;

import io.kuotu.chaos.cluster.Shape;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws faults: the same seed, length and rules give the same schedule. Kinds are dealt from a deck
 * that is shuffled anew when it is empty, so each comes in its share also in a short run.
 */
public final class Schedule {
    /** After a fault, before the next on the same target: the start of a process. */
    private static final Duration RECOVERY = Duration.ofSeconds(8);

    private static final List<Card> DECK =
            List.of(
                    new Card(Kind.KILL_WORKER, 12),
                    new Card(Kind.KILL_GATEWAY, 7),
                    new Card(Kind.KILL_BROKER, 1),
                    new Card(Kind.FREEZE_WORKER, 2),
                    new Card(Kind.FREEZE_GATEWAY, 1),
                    new Card(Kind.STORE_AWAY, 1),
                    new Card(Kind.STORE_FULL, 1),
                    new Card(Kind.CUT, 1),
                    new Card(Kind.STALL, 1),
                    new Card(Kind.SLOW, 1),
                    new Card(Kind.SKEW, 1),
                    new Card(Kind.SPOIL_INPUT, 1),
                    new Card(Kind.SPOIL_OUTPUT, 1));

    private enum Kind {
        KILL_WORKER,
        KILL_GATEWAY,
        KILL_BROKER,
        FREEZE_WORKER,
        FREEZE_GATEWAY,
        STORE_AWAY,
        STORE_FULL,
        CUT,
        STALL,
        SLOW,
        SKEW,
        SPOIL_INPUT,
        SPOIL_OUTPUT
    }

    private record Card(Kind kind, int times) {}

    /**
     * @param interval between faults, on average
     * @param storeAway for how long the store is stopped or full
     */
    public record Rules(Duration interval, Duration storeAway) {
        public Rules {
            if (!interval.isPositive() || !storeAway.isPositive()) {
                throw new IllegalArgumentException("faults take time, and there is time between");
            }
        }
    }

    private final Random random;
    private final Shape shape;
    private final Rules rules;
    private final Deque<Kind> deck = new ArrayDeque<>();
    private final Map<String, Duration> busyUntil = new HashMap<>();

    private Schedule(long seed, Shape shape, Rules rules) {
        this.random = new Random(seed);
        this.shape = shape;
        this.rules = rules;
    }

    /** In the order of their time; all have ended when the length is over. */
    public static List<Planned> draw(long seed, Duration length, Shape shape, Rules rules) {
        return new Schedule(seed, shape, rules).draw(length);
    }

    private List<Planned> draw(Duration length) {
        List<Planned> drawn = new ArrayList<>();
        Duration at = gap();
        while (at.compareTo(length) < 0) {
            Fault fault = next();
            if (isFree(fault, at) && at.plus(fault.length()).compareTo(length) <= 0) {
                busyUntil.put(fault.target(), at.plus(fault.length()).plus(RECOVERY));
                drawn.add(new Planned(at, fault));
                at = at.plus(gap());
            } else {
                at = at.plusMillis(100); // another card, a moment later
            }
        }
        return List.copyOf(drawn);
    }

    private boolean isFree(Fault fault, Duration at) {
        return busyUntil.getOrDefault(fault.target(), Duration.ZERO).compareTo(at) <= 0;
    }

    /** Between a third of the interval and three times as much; on average the interval. */
    private Duration gap() {
        double exponential = -Math.log(1 - random.nextDouble());
        return rules.interval()
                .multipliedBy((long) (1000 * Math.clamp(exponential, 0.33, 3)))
                .dividedBy(1000);
    }

    private Fault next() {
        if (deck.isEmpty()) {
            List<Kind> cards = new ArrayList<>();
            DECK.forEach(card -> cards.addAll(Collections.nCopies(card.times(), card.kind())));
            Collections.shuffle(cards, random);
            deck.addAll(cards);
        }
        return fault(deck.removeFirst());
    }

    private Fault fault(Kind kind) {
        return switch (kind) {
            case KILL_WORKER -> new Fault.Kill(worker(), between(100, 3_000));
            case KILL_GATEWAY -> new Fault.Kill(gateway(), between(100, 3_000));
            case KILL_BROKER -> new Fault.Kill(Shape.BROKER, between(500, 5_000));
            case FREEZE_WORKER -> new Fault.Freeze(worker(), between(2_000, 20_000));
            case FREEZE_GATEWAY -> new Fault.Freeze(gateway(), between(2_000, 15_000));
            case STORE_AWAY -> new Fault.Kill(Shape.STORE, rules.storeAway());
            case STORE_FULL -> new Fault.Fill(Shape.STORE, rules.storeAway());
            case CUT -> new Fault.Cut(link(), between(1_000, 15_000));
            case STALL -> new Fault.Stall(link(), between(2_000, 15_000));
            case SLOW ->
                    new Fault.Slow(
                            link(),
                            between(5_000, 20_000),
                            between(20, 250),
                            20_000 + random.nextInt(500_000));
            case SKEW ->
                    new Fault.Skew(
                            pick(shape.clientNames()),
                            between(5_000, 20_000),
                            between(5_000, 300_000).multipliedBy(random.nextBoolean() ? 1 : -1));
            case SPOIL_INPUT -> new Fault.SpoilInput("an input");
            case SPOIL_OUTPUT -> new Fault.SpoilOutput("an output");
        };
    }

    private String worker() {
        return pick(shape.workerNames());
    }

    private String gateway() {
        return pick(shape.gatewayNames());
    }

    private String link() {
        String server = random.nextBoolean() ? Shape.BROKER : Shape.STORE;
        return Shape.linkName(pick(shape.clientNames()), server);
    }

    private String pick(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private Duration between(int leastMs, int mostMs) {
        return Duration.ofMillis(leastMs + random.nextInt(mostMs - leastMs));
    }
}
