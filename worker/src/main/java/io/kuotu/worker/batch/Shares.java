package io.kuotu.worker.batch;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has had how much. The unit is a pixel that went through one step.
 *
 * <p>Tiers: each has a clock that a step of one of its samples moves on by the step's cost over the
 * tier's weight, and whose clock is behind goes next. Within a tier, weighted fair queueing after
 * Demers, Keshav and Shenker: see {@link Ticket.Tag}. Whoever was away has saved nothing up and
 * owes nothing, and who used what nobody else wanted owes little for it.
 *
 * <p>The device's thread owns it.
 */
final class Shares {
    /** In steps of the sample: so far may a tier's clock be ahead of what it would be alone. */
    private static final int OWED_AT_MOST = 64;

    private final Map<Tier, TierShare> tiers = new EnumMap<>(Tier.class);

    /** The clock of whoever was first in the last step. */
    private double now;

    private static final class TierShare {
        private double clock;
        private double now; // of the tags
        private final Map<TenantId, TenantShare> tenants = new HashMap<>();
    }

    private static final class TenantShare {
        private double finish; // of its last
        private int here;
    }

    Shares() {
        for (Tier tier : Tier.values()) {
            tiers.put(tier, new TierShare());
        }
    }

    /** What a step of it moves its tier's clock on by. */
    static double charge(Ticket ticket) {
        return (double) ticket.stepCost() / ticket.tier().weight();
    }

    /** Something of that cost arrives; later it is served, or not, and leaves. */
    Ticket.Tag enter(Tier tier, TenantId tenant, long cost) {
        TierShare share = of(tier);
        if (share.tenants.isEmpty()) {
            share.clock = now;
        }
        TenantShare mine = share.tenants.computeIfAbsent(tenant, _ -> new TenantShare());
        double start = Math.max(share.now, mine.finish);
        mine.finish = start + cost;
        mine.here++;
        return new Ticket.Tag(start, mine.finish);
    }

    /** It is gone; what it did not use is its tenant's again. */
    void leave(Ticket ticket, long costLeft) {
        TierShare share = of(ticket.tier());
        TenantShare mine = requireNonNull(share.tenants.get(ticket.tenant()));
        mine.finish -= costLeft;
        if (--mine.here == 0) {
            share.tenants.remove(ticket.tenant());
        }
    }

    /**
     * These were stepped.
     *
     * @param batch as before the step, the first in order first
     */
    void stepped(List<Standing> batch) {
        Standing first = batch.getFirst();
        TierShare share = of(first.ticket().tier());
        now = Math.max(now, share.clock);
        double served = (double) first.stepsDone() * first.ticket().stepCost();
        share.now = Math.max(share.now, first.ticket().tag().start() + served);
        batch.forEach(s -> charge(s.ticket(), charge(s.ticket())));
    }

    /** These were enlarged. */
    void enlarged(List<Ticket> batch) {
        TierShare share = of(batch.getFirst().tier());
        now = Math.max(now, share.clock);
        share.now = Math.max(share.now, batch.getFirst().tag().start());
        batch.forEach(t -> charge(t, charge(t)));
    }

    private void charge(Ticket ticket, double price) {
        TierShare share = of(ticket.tier());
        share.clock = Math.min(share.clock + price, now + OWED_AT_MOST * ticket.stepCost());
    }

    /** Immutable. */
    Map<Tier, Double> clocks() {
        Map<Tier, Double> clocks = new EnumMap<>(Tier.class);
        tiers.forEach((tier, share) -> clocks.put(tier, share.clock));
        return Map.copyOf(clocks);
    }

    private TierShare of(Tier tier) {
        return requireNonNull(tiers.get(tier));
    }
}
