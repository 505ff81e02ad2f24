package io.kuotu.gateway.webhook;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.Webhook;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One job's deliveries in the order of its events. The first of them that was never settled holds
 * back those after it; one that is delivered again holds back none. Owned by the thread {@code
 * webhooks}.
 */
final class Course {
    private final Job job;
    private final URI url;
    private final String host;
    private final List<Delivery> deliveries = new ArrayList<>();

    /** The call that is under way, until its record has been heard. */
    private @Nullable Call calling;

    /** Whether it waits for its turn among calls. */
    private boolean inTurn;

    /** When the agenda comes back to it. */
    private @Nullable Instant wakeAt;

    Course(Job job, Webhook webhook) {
        this.job = job;
        this.url = URI.create(webhook.url());
        this.host = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    }

    Job job() {
        return job;
    }

    URI url() {
        return url;
    }

    String host() {
        return host;
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    Optional<Delivery> find(String id) {
        return deliveries.stream().filter(d -> d.id().toString().equals(id)).findFirst();
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** In the place of the one of the same id. */
    void replace(Delivery delivery) {
        deliveries.replaceAll(d -> d.id().equals(delivery.id()) ? delivery : d);
    }

    /** What is to be called next, and not before it is due. */
    Optional<Delivery> next() {
        Stream<Delivery> head = deliveries.stream().filter(d -> !d.settled()).limit(1);
        Stream<Delivery> again = deliveries.stream().filter(d -> d.settled() && d.isPending());
        return Stream.concat(again, head).min(Comparator.comparing(Delivery::due));
    }

    /** The event that has waited longest. */
    Optional<Instant> pendingSince() {
        return deliveries.stream()
                .filter(Delivery::isPending)
                .map(Delivery::at)
                .min(Comparator.naturalOrder());
    }

    boolean isBusy() {
        return calling != null || inTurn;
    }

    void takesTurn(boolean now) {
        inTurn = now;
    }

    void calls(Call call) {
        calling = call;
    }

    /** Whether the record is that of the call under way, which is over then. */
    boolean hears(DeliveryRecord.Attempted record) {
        if (calling == null || !calling.isToldBy(record)) {
            return false;
        }
        calling = null;
        return true;
    }

    Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }

    void wakesAt(@Nullable Instant at) {
        wakeAt = at;
    }
}
