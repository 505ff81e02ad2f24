package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * All samples and tiles that one device has, and who has had how much of it. The device's thread
 * owns it. Whatever enters leaves once: by {@link #remove}.
 */
final class Floor {
    private final Map<Long, Sample> samples = new LinkedHashMap<>(); // by number
    private final Map<Long, Tile> tiles = new LinkedHashMap<>();
    private final Shares shares = new Shares();
    private long number;
    private long credit; // ns, see Situation
    private Plan.Kind last = Plan.Kind.IDLE;
    private Plan.Kind lastAside = Plan.Kind.ENLARGE;

    /**
     * @param now ns, of the loop's clock
     */
    void add(SampleOrder order, CompletableFuture<float[]> result, long now) {
        int steps = order.path().steps();
        Ticket ticket = ticket(order.claim(), order.key(), steps, order.stepCost());
        samples.put(ticket.number(), new Sample(order, result, ticket, now));
    }

    void add(TileOrder order, CompletableFuture<float[]> result) {
        Ticket ticket = ticket(order.claim(), order.key(), 1, order.size().pixels());
        tiles.put(ticket.number(), new Tile(order, result, ticket));
    }

    private Ticket ticket(Claim claim, BatchKey key, int steps, long stepCost) {
        Tier tier = claim.tier();
        Ticket.Tag tag = shares.enter(tier, claim.tenant(), steps * stepCost);
        return new Ticket(++number, tier, claim.tenant(), key, steps, stepCost, tag);
    }

    Situation situation() {
        List<Standing> waiting = new ArrayList<>();
        List<Standing> begun = new ArrayList<>();
        for (Sample sample : samples.values()) {
            Standing standing = sample.standing();
            (standing.hasBegun() ? begun : waiting).add(standing);
        }
        List<Ticket> tickets = tiles.values().stream().map(Tile::ticket).toList();
        return new Situation(waiting, begun, tickets, shares.clocks(), credit, last, lastAside);
    }

    List<Sample> samples(List<Ticket> batch) {
        return batch.stream().map(t -> requireNonNull(samples.get(t.number()))).toList();
    }

    List<Tile> tiles(List<Ticket> batch) {
        return batch.stream().map(t -> requireNonNull(tiles.get(t.number()))).toList();
    }

    /** Before these are stepped. */
    void charge(List<Sample> batch) {
        shares.stepped(batch.stream().map(Sample::standing).toList());
    }

    /** Before these are enlarged. */
    void chargeTiles(List<Tile> batch) {
        shares.enlarged(batch.stream().map(Tile::ticket).toList());
    }

    /** It has come to its end, whichever. */
    void remove(Piece work) {
        long left =
                switch (work) {
                    case Sample sample -> sample.standing().costLeft();
                    case Tile tile -> tile.ticket().cost();
                };
        Map<Long, ? extends Piece> from = work instanceof Sample ? samples : tiles;
        if (from.remove(work.ticket().number()) != null) {
            shares.leave(work.ticket(), left);
        }
    }

    /**
     * Of a plan that has run.
     *
     * @param kind of its work
     * @param nanos that it took
     * @param stepsWaited whether there were samples to be stepped
     */
    void ran(Plan.Kind kind, long nanos, boolean stepsWaited) {
        last = kind;
        if (kind == Plan.Kind.STEP) {
            credit = Math.min(credit + nanos, nanos); // as long as the step; none is saved up
        } else {
            lastAside = kind;
            credit -= stepsWaited ? nanos : 0;
        }
    }

    /** A copy: the floor may change meanwhile. */
    List<Piece> find(Predicate<Piece> wanted) {
        List<Piece> found = new ArrayList<>();
        for (Collection<? extends Piece> some : List.of(samples.values(), tiles.values())) {
            some.stream().filter(wanted).forEach(found::add);
        }
        return found;
    }
}
