package io.kuotu.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is called when: hours pass in a moment. */
class DispatcherTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final Town town = new Town();

    private Delivery known(Town.Gate gate, DeliveryId id) {
        return gate.ledger.find(id).orElseThrow();
    }

    @Test
    void eachEventIsToldOnce_inItsOrder() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        Job job = town.job();
        town.event(job, "queued", Webhook.Event.QUEUED);
        town.event(job, "4", Webhook.Event.STARTED);
        DeliveryId end = town.event(job, "9", Webhook.Event.SUCCEEDED);
        town.run(HOUR);
        assertThat(town.calls()).containsExactly("queued", "4", "9");
        assertThat(known(gate, end).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(gate.ledger.pending()).isZero();
        assertThat(gate.ledger.oldestPending()).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainByThePlan_thenGivenUp_andTheNextEventFollows() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        Job job = town.job();
        town.receiver =
                call ->
                        Optional.of(
                                call.delivery().id().event().equals("1") ? Town.BROKEN : Town.FINE);
        DeliveryId first = town.event(job, "1", Webhook.Event.STARTED);
        town.event(job, "2", Webhook.Event.SUCCEEDED);
        Instant start = town.clock.instant();
        town.run(HOUR);
        assertThat(town.calls()).containsExactly("1", "1", "1", "1", "2");
        Instant before = start;
        for (int i = 1; i <= 3; i++) {
            Duration plan = Town.WAITS.get(i - 1);
            Duration wait = Duration.between(before, town.seen.get(i).at());
            assertThat(wait)
                    .isBetween(
                            plan.multipliedBy(4).dividedBy(5), plan.multipliedBy(6).dividedBy(5));
            assertThat(town.seen.get(i).number()).isEqualTo(i + 1);
            before = town.seen.get(i).at();
        }
        assertThat(known(gate, first).state()).isEqualTo(Delivery.State.DEAD);
        assertThat(known(gate, first).attempts()).hasSize(4);
        assertThat(gate.ledger.dead()).isEqualTo(1);
    }

    @Test
    void whoIsGoneForGoodIsNotCalledAgain() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        town.receiver = _ -> Optional.of(Outcome.answered(410, Optional.empty()));
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(HOUR);
        assertThat(town.seen).hasSize(1);
        assertThat(known(gate, id).state()).isEqualTo(Delivery.State.DEAD);
    }

    @Test
    void aDeadOneIsRedelivered_withAllItsAttempts_andInNobodysWay() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        Job job = town.job();
        town.receiver = _ -> Optional.of(Town.BROKEN);
        DeliveryId dead = town.event(job, "1", Webhook.Event.STARTED);
        town.run(HOUR);
        town.seen.clear();
        town.receiver =
                call ->
                        Optional.of(
                                call.delivery().id().event().equals("1") && call.number() < 3
                                        ? Town.BROKEN
                                        : Town.FINE);
        town.wish(dead);
        town.run(Duration.ofSeconds(1));
        town.event(job, "2", Webhook.Event.SUCCEEDED);
        town.run(HOUR);
        assertThat(town.calls()).containsExactly("1", "2", "1", "1");
        assertThat(known(gate, dead).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(known(gate, dead).attempts()).hasSize(4 + 3);
        assertThat(gate.ledger.dead()).isZero();
    }

    @Test
    void aPendingOneIsCalledAtOnce_ifSomebodyWantsThat() {
        Town.Gate _ = town.new Gate("g", _ -> true);
        town.receiver = call -> Optional.of(call.delivery().round() == 0 ? Town.BROKEN : Town.FINE);
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(Duration.ofSeconds(20)); // the third attempt comes later
        town.wish(id);
        Instant wished = town.clock.instant();
        town.run(HOUR);
        assertThat(town.seen.getLast().at()).isEqualTo(wished);
        assertThat(town.seen).hasSize(3);
    }

    @Test
    void oneOfSeveralGatewaysCalls_andAllKnowOfIt() {
        Town.Gate first = town.new Gate("a", _ -> true);
        Town.Gate second = town.new Gate("b", _ -> false);
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(HOUR);
        assertThat(town.seen).hasSize(1);
        assertThat(known(second, id)).isEqualTo(known(first, id));
    }

    @Test
    void whoDiesBetweenAttemptsIsReplaced_andTheCountGoesOn() {
        boolean[] takenOver = {false};
        Town.Gate doomed = town.new Gate("a", _ -> true);
        Town.Gate heir = town.new Gate("b", _ -> takenOver[0]);
        town.receiver =
                call ->
                        Optional.of(
                                call.delivery().id().event().equals("1") && call.number() < 3
                                        ? Town.BROKEN
                                        : Town.FINE);
        Job job = town.job();
        DeliveryId id = town.event(job, "1", Webhook.Event.STARTED);
        town.event(job, "2", Webhook.Event.SUCCEEDED);
        town.run(Duration.ofSeconds(1));
        doomed.dead = true;
        town.run(Duration.ofSeconds(10));
        takenOver[0] = true;
        town.run(HOUR);
        assertThat(town.calls()).containsExactly("1", "1", "1", "2");
        assertThat(town.seen.stream().map(Town.Seen::gateway)).containsExactly("a", "b", "b", "b");
        assertThat(town.seen.stream().map(Town.Seen::number)).containsExactly(1, 2, 3, 1);
        assertThat(known(heir, id).attempts()).hasSize(3);
    }

    @Test
    void whoDiesDuringACallIsReplaced_andTheReceiverSeesTheSameIdTwice() {
        boolean[] takenOver = {false};
        Town.Gate doomed = town.new Gate("a", _ -> true);
        Town.Gate _ = town.new Gate("b", _ -> takenOver[0]);
        town.receiver =
                call -> call.gateway().equals("a") ? Optional.empty() : Optional.of(Town.FINE);
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(Duration.ofSeconds(5));
        doomed.dead = true;
        takenOver[0] = true;
        town.run(HOUR);
        assertThat(town.seen.stream().map(Town.Seen::delivery))
                .containsExactly(id.toString(), id.toString());
    }

    @Test
    void bothBelieveThatItIsTheirs_whatOneDeliveredStaysDelivered() {
        Town.Gate first = town.new Gate("a", _ -> true);
        Town.Gate second = town.new Gate("b", _ -> true);
        town.receiver = call -> Optional.of(call.gateway().equals("a") ? Town.FINE : Town.BROKEN);
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(HOUR);
        assertThat(town.seen).hasSize(2);
        assertThat(known(first, id).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(known(second, id)).isEqualTo(known(first, id));
    }

    @Test
    void whileTheBrokerIsAwayNothingIsCalledTwice_andTheRecordComesLater() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        town.brokerAway = true;
        DeliveryId id = town.event(town.job(), "1", Webhook.Event.FAILED);
        town.run(Duration.ofMinutes(10));
        assertThat(town.seen).hasSize(1);
        assertThat(known(gate, id).isPending()).isTrue();
        town.brokerAway = false;
        town.run(Duration.ofSeconds(3));
        assertThat(known(gate, id).state()).isEqualTo(Delivery.State.DELIVERED);
        assertThat(town.seen).hasSize(1);
    }

    @Test
    void recordsThatComeBeforeTheirEventsCount() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        Job job = town.job();
        DeliveryId id = town.event(job, "1", Webhook.Event.STARTED);
        town.run(HOUR);
        Town.Gate late = town.new Gate("late", _ -> true);
        late.dispatcher.heard(
                id,
                new DeliveryRecord.Attempted(
                        id.toString(),
                        0,
                        known(gate, id).attempts().getFirst(),
                        Delivery.State.DELIVERED,
                        Optional.empty()));
        town.tell(late, job, "1", Webhook.Event.STARTED);
        town.run(HOUR);
        assertThat(town.seen).hasSize(1);
        assertThat(known(late, id).state()).isEqualTo(Delivery.State.DELIVERED);
    }

    @Test
    void jobsThatAreNotKeptAreForgotten() {
        Town.Gate gate = town.new Gate("g", _ -> true);
        town.receiver = _ -> Optional.of(Town.BROKEN);
        Job job = town.job();
        DeliveryId id = town.event(job, "1", Webhook.Event.STARTED);
        town.run(Duration.ofMinutes(1));
        assertThat(gate.ledger.sweep(_ -> false, town.clock.instant())).isZero(); // too young
        town.clock.advance(HOUR);
        assertThat(gate.ledger.sweep(_ -> true, town.clock.instant())).isZero();
        assertThat(gate.ledger.sweep(_ -> false, town.clock.instant())).isEqualTo(1);
        assertThat(gate.ledger.find(id)).isEmpty();
        assertThat(gate.ledger.pending()).isZero();
    }
}
