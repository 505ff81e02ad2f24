package io.kuotu.gateway.retention;

import io.kuotu.common.store.ObjectStore;
import io.kuotu.common.store.ObjectStore.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is older than its rule allows, on the one gateway whose duty that is (two at once do
 * no harm). A round looks at so many objects of each kind and no more; where that was not all, the
 * next one follows at once and goes on there.
 *
 * <p>One thread, {@code sweeper}, does all of it and owns the places where rounds go on.
 */
public final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 1000;
    private static final Duration BREATH = Duration.ofSeconds(1);

    /** Sorts after whatever may stand in a key. */
    private static final String LAST = "~";

    /**
     * @param every from the end of a round that came to the end to the next
     * @param perRound objects of each kind that a round looks at
     * @param dryRun whether the log tells what would go, and all stays
     */
    public record Pace(Duration every, int perRound, boolean dryRun) {}

    private final ObjectStore store;
    private final List<Rule> rules;
    private final Pace pace;
    private final BooleanSupplier onDuty;
    private final InstantSource clock;
    private final SweepMetrics metrics;
    private final Thread thread;
    private final Map<String, String> goesOnAfter = new HashMap<>();

    private Sweeper(
            ObjectStore store,
            List<Rule> rules,
            Pace pace,
            BooleanSupplier onDuty,
            InstantSource clock,
            SweepMetrics metrics) {
        this.store = store;
        this.rules = List.copyOf(rules);
        this.pace = pace;
        this.onDuty = onDuty;
        this.clock = clock;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("sweeper").daemon().unstarted(this::run);
    }

    /**
     * Its first round is after one pause.
     *
     * @param onDuty asked before each page
     */
    public static Sweeper start(
            ObjectStore store,
            List<Rule> rules,
            Pace pace,
            BooleanSupplier onDuty,
            InstantSource clock,
            SweepMetrics metrics) {
        Sweeper sweeper = of(store, rules, pace, onDuty, clock, metrics);
        sweeper.thread.start();
        return sweeper;
    }

    /** Without its thread: its owner calls {@link #round}. */
    static Sweeper of(
            ObjectStore store,
            List<Rule> rules,
            Pace pace,
            BooleanSupplier onDuty,
            InstantSource clock,
            SweepMetrics metrics) {
        return new Sweeper(store, rules, pace, onDuty, clock, metrics);
    }

    private void run() {
        boolean more = false;
        try {
            while (true) {
                Thread.sleep(more ? BREATH : pace.every());
                more = round();
            }
        } catch (InterruptedException e) {
            LOG.debug("the sweeper ends");
        }
    }

    /** True where some kind has more objects than a round looks at. */
    boolean round() {
        boolean more = false;
        try {
            for (Rule rule : rules) {
                more |= sweep(rule);
            }
            if (onDuty.getAsBoolean()) {
                metrics.ended(clock.instant());
            }
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warn("the sweep broke off, and goes on in {}: {}", pace.every(), e.toString());
            return false;
        }
        return more;
    }

    private boolean sweep(Rule rule) {
        String after = goesOnAfter.getOrDefault(rule.kind(), "");
        int looked = 0;
        boolean more = true;
        while (more && looked < pace.perRound() && onDuty.getAsBoolean()) {
            int size = Math.min(PAGE, pace.perRound() - looked);
            List<Found> page = store.list(rule.prefix(), after, size);
            Judged judged = judge(rule, page);
            sweep(rule.kind(), judged.swept());
            looked += page.size();
            more = judged.jumps() || (judged.goesOn() && page.size() == size);
            after = more ? judged.after() : "";
            goesOnAfter.put(rule.kind(), after);
        }
        return more && onDuty.getAsBoolean();
    }

    /**
     * A page, judged.
     *
     * @param swept go
     * @param after where the next page begins
     * @param goesOn false where all the rest stays
     * @param jumps whether {@code after} is not the end of this page
     */
    private record Judged(List<Found> swept, String after, boolean goesOn, boolean jumps) {}

    private Judged judge(Rule rule, List<Found> page) {
        Instant now = clock.instant();
        List<Found> swept = new ArrayList<>();
        String after = "";
        for (Found found : page) {
            after = found.key();
            switch (rule.judge().of(found, now)) {
                case SWEEP -> swept.add(found);
                case KEEP -> {}
                case KEEP_FOLDER -> {
                    return new Judged(swept, folder(found.key()) + LAST, true, true);
                }
                case KEEP_REST -> {
                    return new Judged(swept, after, false, false);
                }
            }
        }
        return new Judged(swept, after, true, false);
    }

    private static String folder(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private void sweep(String kind, List<Found> swept) {
        if (swept.isEmpty()) {
            return;
        }
        long bytes = swept.stream().mapToLong(Found::bytes).sum();
        if (pace.dryRun()) {
            LOG.info(
                    "would sweep {} {} objects ({} bytes): {} to {}",
                    swept.size(),
                    kind,
                    bytes,
                    swept.getFirst().key(),
                    swept.getLast().key());
            return;
        }
        store.delete(swept.stream().map(Found::key).toList());
        metrics.swept(kind, swept.size(), bytes);
        LOG.info("swept {} {} objects, {} bytes", swept.size(), kind, bytes);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
