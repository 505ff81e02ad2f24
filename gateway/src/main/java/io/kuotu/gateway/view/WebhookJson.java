package io.kuotu.gateway.view;

import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.webhook.Delivery;
import io.kuotu.gateway.webhook.DeliveryId;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What webhooks are told: an event as streams tell it, under the same id. */
public final class WebhookJson {
    private WebhookJson() {}

    /** With the whole job where the event is its end. Empty where the event is not kept. */
    public static Optional<byte[]> payload(JobView view, Delivery delivery) {
        return data(view, delivery.id().event())
                .map(
                        data -> {
                            JsonObject payload =
                                    new JsonObject()
                                            .put("type", "job." + delivery.event().label())
                                            .put("timestamp", delivery.at().toString())
                                            .put("event_id", delivery.id().event())
                                            .put("data", data);
                            return isEnd(delivery) ? payload.put("job", JobJson.of(view)) : payload;
                        })
                .map(payload -> payload.toBuffer().getBytes());
    }

    private static boolean isEnd(Delivery delivery) {
        return switch (delivery.event()) {
            case SUCCEEDED, FAILED, CANCELLED -> true;
            case QUEUED, STARTED, REQUEUED -> false;
        };
    }

    private static Optional<JsonObject> data(JobView view, String eventId) {
        if (eventId.equals(DeliveryId.QUEUED)) {
            return Optional.of(EventJson.queued(view.job()));
        }
        long offset = Long.parseLong(eventId);
        return view.events().stream()
                .filter(logged -> logged.offset() == offset)
                .map(LoggedEvent::event)
                .map(event -> EventJson.data(view.job(), event))
                .findFirst();
    }
}
