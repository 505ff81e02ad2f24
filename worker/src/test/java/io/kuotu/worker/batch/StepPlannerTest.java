package io.kuotu.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;
import io.kuotu.worker.batch.Plan.Kind;
import io.kuotu.worker.pipeline.CanvasSize;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepPlannerTest {
    private static final BatchKey SMALL = new BatchKey("b", new CanvasSize(8, 8));
    private static final BatchKey LARGE = new BatchKey("b", new CanvasSize(16, 8));
    private static final TenantId ACME = new TenantId("acme");
    private static final Map<Tier, Double> EVEN =
            Map.of(Tier.INTERACTIVE, 0.0, Tier.STANDARD, 0.0, Tier.BULK, 0.0);

    private final Limits limits = new Limits(4, (kind, _) -> kind == Kind.STEP ? 3 : 1);
    private long number;

    private Ticket ticket(Tier tier, BatchKey key, int steps) {
        long cost = key.size().pixels();
        Ticket.Tag tag = new Ticket.Tag(0, steps * cost);
        return new Ticket(++number, tier, ACME, key, steps, cost, tag);
    }

    private Ticket ticket(BatchKey key, int steps) {
        return ticket(Tier.STANDARD, key, steps);
    }

    private static Situation situation(
            List<Standing> waiting, List<Standing> begun, long credit, Kind last, Kind lastAside) {
        return new Situation(waiting, begun, List.of(), EVEN, credit, last, lastAside);
    }

    private static Situation situation(List<Standing> waiting, List<Standing> begun) {
        return situation(waiting, begun, 1, Kind.STEP, Kind.DECODE);
    }

    private static Standing running(Ticket ticket) {
        return Standing.begun(ticket, 0);
    }

    private static Standing denoised(Ticket ticket) {
        return Standing.begun(ticket, ticket.steps());
    }

    @Test
    void nothingToDoIsIdle() {
        assertThat(StepPlanner.plan(situation(List.of(), List.of()), limits).isIdle()).isTrue();
    }

    @Test
    void aBatchHasOneKeyAndTheLeastTagLeadsIt() {
        Ticket longest = ticket(SMALL, 50);
        Ticket shortest = ticket(LARGE, 2);
        Ticket alike = ticket(LARGE, 30);
        Plan plan =
                StepPlanner.plan(
                        situation(
                                List.of(),
                                Stream.of(longest, alike, shortest)
                                        .map(StepPlannerTest::running)
                                        .toList()),
                        limits);
        assertThat(plan).isEqualTo(new Plan(Kind.STEP, List.of(shortest, alike)));
    }

    @Test
    void noBatchIsLargerThanItMayBe() {
        List<Standing> five =
                IntStream.range(1, 6).mapToObj(i -> running(ticket(SMALL, i))).toList();
        Plan plan = StepPlanner.plan(situation(List.of(), five), limits);
        assertThat(plan.batch())
                .hasSize(3)
                .isEqualTo(five.subList(0, 3).stream().map(Standing::ticket).toList());
    }

    @Test
    void theTierWhoseClockIsBehindLeadsAndOthersOfItsKeyFillUp() {
        Ticket bulk = ticket(Tier.BULK, SMALL, 1);
        Ticket standard = ticket(Tier.STANDARD, LARGE, 9);
        Ticket interactive = ticket(Tier.INTERACTIVE, SMALL, 50);
        List<Standing> begun =
                Stream.of(bulk, standard, interactive).map(StepPlannerTest::running).toList();
        Situation even = situation(List.of(), begun);
        assertThat(StepPlanner.plan(even, limits).batch()).containsExactly(interactive, bulk);
        Situation later =
                new Situation(
                        List.of(),
                        begun,
                        List.of(),
                        Map.of(Tier.INTERACTIVE, 9.0, Tier.STANDARD, 3.0, Tier.BULK, 5.0),
                        1,
                        Kind.STEP,
                        Kind.DECODE);
        assertThat(StepPlanner.plan(later, limits).batch()).containsExactly(standard);
    }

    @Test
    void aFreeSlotIsUsedThoughTheNextStepIsFull() {
        List<Standing> three =
                IntStream.range(0, 3).mapToObj(_ -> running(ticket(SMALL, 2))).toList();
        Ticket late = ticket(LARGE, 50);
        Plan plan = StepPlanner.plan(situation(List.of(Standing.waiting(late)), three), limits);
        assertThat(plan).isEqualTo(new Plan(Kind.BEGIN, List.of(late)));
    }

    @Test
    void anUrgentSampleBeginsThoughEverySlotIsTaken() {
        List<Standing> flood =
                IntStream.range(0, 6).mapToObj(_ -> running(ticket(Tier.BULK, SMALL, 50))).toList();
        Ticket urgent = ticket(Tier.INTERACTIVE, LARGE, 50);
        Situation now =
                situation(List.of(Standing.waiting(urgent)), flood, -1, Kind.STEP, Kind.DECODE);
        assertThat(StepPlanner.plan(now, limits)).isEqualTo(new Plan(Kind.BEGIN, List.of(urgent)));
    }

    @Test
    void aFloodOfOneTierLeavesRoomForAMoreUrgentOne() {
        List<Standing> flood =
                IntStream.range(0, 6).mapToObj(_ -> running(ticket(Tier.BULK, SMALL, 50))).toList();
        Ticket shorter = ticket(Tier.BULK, SMALL, 1);
        Situation now = situation(List.of(Standing.waiting(shorter)), flood);
        assertThat(StepPlanner.plan(now, limits).kind()).isEqualTo(Kind.STEP);
    }

    @Test
    void withoutCreditDecodesWaitForAStep() {
        List<Standing> begun = List.of(running(ticket(SMALL, 5)), denoised(ticket(SMALL, 5)));
        Situation poor = situation(List.of(), begun, 0, Kind.STEP, Kind.BEGIN);
        assertThat(StepPlanner.plan(poor, limits).kind()).isEqualTo(Kind.STEP);
        Situation rich = situation(List.of(), begun, 1, Kind.STEP, Kind.BEGIN);
        assertThat(StepPlanner.plan(rich, limits).kind()).isEqualTo(Kind.DECODE);
    }

    @Test
    void withNothingToStepNoCreditIsNeeded() {
        Situation now =
                situation(
                        List.of(), List.of(denoised(ticket(SMALL, 5))), -1, Kind.STEP, Kind.BEGIN);
        assertThat(StepPlanner.plan(now, limits).kind()).isEqualTo(Kind.DECODE);
    }

    @Test
    void workBesideStepsTakesTurns() {
        List<Standing> begun = List.of(running(ticket(SMALL, 5)), denoised(ticket(SMALL, 5)));
        List<Standing> waiting = List.of(Standing.waiting(ticket(SMALL, 5)));
        List<Ticket> tiles = List.of(ticket(LARGE, 1));
        Kind last = Kind.ENLARGE;
        for (Kind expected : List.of(Kind.BEGIN, Kind.DECODE, Kind.ENLARGE, Kind.BEGIN)) {
            Situation now = new Situation(waiting, begun, tiles, EVEN, 1, Kind.STEP, last);
            assertThat(StepPlanner.plan(now, limits).kind()).isEqualTo(expected);
            last = expected;
        }
    }

    @Test
    void whatTheNextStepWaitsForBeginsWithoutCreditButNotTwiceInARow() {
        List<Standing> begun = List.of(running(ticket(SMALL, 50)));
        List<Standing> waiting = List.of(Standing.waiting(ticket(SMALL, 5)));
        Situation after = situation(waiting, begun, -5, Kind.STEP, Kind.BEGIN);
        assertThat(StepPlanner.plan(after, limits).kind()).isEqualTo(Kind.BEGIN);
        Situation again = situation(waiting, begun, -5, Kind.BEGIN, Kind.BEGIN);
        assertThat(StepPlanner.plan(again, limits).kind()).isEqualTo(Kind.STEP);
    }

    @Test
    void theSameSituationGivesTheSamePlan() {
        Situation now =
                situation(
                        List.of(Standing.waiting(ticket(LARGE, 4))),
                        List.of(running(ticket(SMALL, 5)), denoised(ticket(SMALL, 5))));
        assertThat(StepPlanner.plan(now, limits)).isEqualTo(StepPlanner.plan(now, limits));
    }
}
