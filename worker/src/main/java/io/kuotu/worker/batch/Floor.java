package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All samples and tiles that one device has, who has had how much of it, and so what it does next.
 * No clock, no picture, no tensor: the loop of a device drives it in real time, a capacity plan in
 * virtual time. One thread owns it. Whatever enters leaves once: by {@link #remove}.
 *
 * @param <S> samples
 * @param <T> tiles
 */
public final class Floor<S extends Floor.Moving, T extends Floor.Placed> {
    /** What has a place here. */
    public interface Placed {
        Ticket ticket();
    }

    /** A sample: its owner tells how far it is. */
    public interface Moving extends Placed {
        Standing standing();
    }

    private final Map<Long, S> samples = new LinkedHashMap<>(); // by number
    private final Map<Long, T> tiles = new LinkedHashMap<>();
    private final Shares shares = new Shares();
    private long number;
    private long credit; // ns, see Situation
    private Plan.Kind last = Plan.Kind.IDLE;
    private Plan.Kind lastAside = Plan.Kind.ENLARGE;

    /**
     * Enters a sample.
     *
     * @param stepCost pixels of one step
     * @param sample made of its place
     */
    public void addSample(
            Claim claim, BatchKey key, int steps, long stepCost, Function<Ticket, S> sample) {
        Ticket ticket = ticket(claim, key, steps, stepCost);
        samples.put(ticket.number(), sample.apply(ticket));
    }

    /**
     * Enters a tile.
     *
     * @param tile made of its place
     */
    public void addTile(Claim claim, BatchKey key, Function<Ticket, T> tile) {
        Ticket ticket = ticket(claim, key, 1, key.size().pixels());
        tiles.put(ticket.number(), tile.apply(ticket));
    }

    private Ticket ticket(Claim claim, BatchKey key, int steps, long stepCost) {
        Tier tier = claim.tier();
        Ticket.Tag tag = shares.enter(tier, claim.tenant(), steps * stepCost);
        return new Ticket(++number, tier, claim.tenant(), key, steps, stepCost, tag);
    }

    /** As of now. */
    public Situation situation() {
        List<Standing> waiting = new ArrayList<>();
        List<Standing> begun = new ArrayList<>();
        for (S sample : samples.values()) {
            Standing standing = sample.standing();
            (standing.hasBegun() ? begun : waiting).add(standing);
        }
        List<Ticket> tickets = tiles.values().stream().map(Placed::ticket).toList();
        return new Situation(waiting, begun, tickets, shares.clocks(), credit, last, lastAside);
    }

    /** Of a plan, in its order. */
    public List<S> samples(List<Ticket> batch) {
        return batch.stream().map(t -> requireNonNull(samples.get(t.number()))).toList();
    }

    /** Of a plan, in its order. */
    public List<T> tiles(List<Ticket> batch) {
        return batch.stream().map(t -> requireNonNull(tiles.get(t.number()))).toList();
    }

    /** Before these are stepped. */
    public void charge(List<S> batch) {
        shares.stepped(batch.stream().map(Moving::standing).toList());
    }

    /** Before these are enlarged. */
    public void chargeTiles(List<T> batch) {
        shares.enlarged(batch.stream().map(Placed::ticket).toList());
    }

    /** It has come to its end, whichever. */
    public void remove(Placed work) {
        Ticket ticket = work.ticket();
        boolean isSample = work instanceof Moving;
        if ((isSample ? samples : tiles).remove(ticket.number()) != null) {
            shares.leave(
                    ticket, work instanceof Moving s ? s.standing().costLeft() : ticket.cost());
        }
    }

    /**
     * Of a plan that has run.
     *
     * @param kind of its work
     * @param nanos that it took
     * @param stepsWaited whether there were samples to be stepped
     */
    public void ran(Plan.Kind kind, long nanos, boolean stepsWaited) {
        last = kind;
        if (kind == Plan.Kind.STEP) {
            credit = Math.min(credit + nanos, nanos); // as long as the step; none is saved up
        } else {
            lastAside = kind;
            credit -= stepsWaited ? nanos : 0;
        }
    }

    /** All that are here; the floor must not change meanwhile. */
    public Stream<S> samples() {
        return samples.values().stream();
    }

    /** All that are here; the floor must not change meanwhile. */
    public Stream<T> tiles() {
        return tiles.values().stream();
    }
}
