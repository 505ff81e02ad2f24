package io.kuotu.gateway.webhook;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.Webhook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An event on its way to a webhook, as the records so far tell it: a function of them in their
 * order, so the same on every gateway. Immutable.
 *
 * @param id names it
 * @param event kind
 * @param at when it happened
 * @param state now
 * @param round 0, and one more with each wish to redeliver
 * @param tries of this round
 * @param attempts of all rounds in order; the latest {@link #KEPT}
 * @param due when the next attempt may be made, while pending
 * @param settled whether it has ever been delivered or dead; then it is in nobody's way any more
 */
public record Delivery(
        DeliveryId id,
        Webhook.Event event,
        Instant at,
        State state,
        int round,
        int tries,
        List<Attempt> attempts,
        Instant due,
        boolean settled) {
    static final int KEPT = 50;

    /** How far it has come. */
    public enum State {
        PENDING,
        DELIVERED,
        DEAD;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Delivery {
        requireNonNull(id, "id is null");
        requireNonNull(due, "due is null");
        attempts = List.copyOf(attempts);
    }

    static Delivery of(DeliveryId id, Webhook.Event event, Instant at) {
        return new Delivery(id, event, at, State.PENDING, 0, 0, List.of(), at, false);
    }

    public boolean isPending() {
        return state == State.PENDING;
    }

    Delivery after(DeliveryRecord record) {
        return switch (record) {
            case DeliveryRecord.Attempted attempted -> after(attempted);
            case DeliveryRecord.Redeliver wish ->
                    new Delivery(
                            id,
                            event,
                            at,
                            State.PENDING,
                            round + 1,
                            0,
                            attempts,
                            wish.at(),
                            settled);
        };
    }

    /**
     * Two gateways may have called in one moment. What either delivered is delivered; a failure
     * that comes behind, or is of an earlier round, changes nothing but the list.
     */
    private Delivery after(DeliveryRecord.Attempted attempted) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempted.attempt());
        List<Attempt> kept = all.subList(Math.max(0, all.size() - KEPT), all.size());
        boolean counts =
                attempted.round() == round && (isPending() || attempted.state() == State.DELIVERED);
        State now = counts ? attempted.state() : state;
        return new Delivery(
                id,
                event,
                at,
                now,
                round,
                attempted.round() == round ? Math.max(tries, attempted.attempt().number()) : tries,
                kept,
                counts ? attempted.nextAt().orElse(due) : due,
                settled || now != State.PENDING);
    }
}
