package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");
    private static final BatchKey KEY = new BatchKey("bundle", new CanvasSize(8, 8));

    private final Shares shares = new Shares();
    private long number;

    private Ticket enter(Tier tier, TenantId tenant, int steps) {
        Ticket.Tag tag = shares.enter(tier, tenant, steps * 64L);
        return new Ticket(++number, tier, tenant, KEY, steps, 64, tag);
    }

    private void step(Ticket ticket, int stepsDone) {
        shares.stepped(List.of(Standing.begun(ticket, stepsDone)));
    }

    private double clock(Tier tier) {
        return shares.clocks().getOrDefault(tier, Double.NaN);
    }

    @Test
    void aTenantsJobsQueueBehindEachOther() {
        Ticket first = enter(Tier.STANDARD, A, 10);
        Ticket second = enter(Tier.STANDARD, A, 10);
        Ticket others = enter(Tier.STANDARD, B, 15);
        assertThat(first.tag()).isEqualTo(new Ticket.Tag(0, 640));
        assertThat(second.tag()).isEqualTo(new Ticket.Tag(640, 1280));
        assertThat(others.tag()).isEqualTo(new Ticket.Tag(0, 960));
    }

    @Test
    void whoComesLaterStartsWhereTheOthersAre() {
        Ticket first = enter(Tier.STANDARD, A, 10);
        step(first, 5);
        assertThat(enter(Tier.STANDARD, B, 1).tag()).isEqualTo(new Ticket.Tag(320, 384));
    }

    @Test
    void whatACancelledJobDidNotUseIsItsTenantsAgain() {
        enter(Tier.STANDARD, A, 10);
        Ticket cancelled = enter(Tier.STANDARD, A, 10);
        shares.leave(cancelled, 640);
        assertThat(enter(Tier.STANDARD, A, 1).tag().start()).isEqualTo(640);
    }

    @Test
    void whoLeftOwesNothing() {
        Ticket only = enter(Tier.STANDARD, A, 10);
        shares.leave(only, 0);
        assertThat(enter(Tier.STANDARD, A, 1).tag().start()).isZero();
    }

    @Test
    void tiersPayByTheirWeights() {
        step(enter(Tier.INTERACTIVE, A, 10), 0);
        step(enter(Tier.STANDARD, A, 10), 0);
        step(enter(Tier.BULK, A, 10), 0);
        assertThat(shares.clocks())
                .containsEntry(Tier.INTERACTIVE, 8.0)
                .containsEntry(Tier.STANDARD, 64.0 / 3)
                .containsEntry(Tier.BULK, 64.0);
    }

    @Test
    void aTierThatWasAwayHasSavedNothingUp() {
        Ticket busy = enter(Tier.BULK, A, 100);
        for (int i = 0; i < 100; i++) {
            step(busy, i);
        }
        enter(Tier.INTERACTIVE, B, 1);
        assertThat(clock(Tier.INTERACTIVE)).isEqualTo(99 * 64.0);
    }

    /** Bulk fills up batches that interactive samples lead: nobody else wanted the room. */
    @Test
    void whoUsedWhatNobodyWantedOwesLittleForIt() {
        Ticket interactive = enter(Tier.INTERACTIVE, A, 1000);
        Ticket bulk = enter(Tier.BULK, B, 1000);
        for (int i = 0; i < 1000; i++) {
            shares.stepped(List.of(Standing.begun(interactive, i), Standing.begun(bulk, i)));
        }
        double ahead = clock(Tier.BULK) - clock(Tier.INTERACTIVE);
        assertThat(ahead).isBetween(0.0, 64.0 * 64);
    }
}
