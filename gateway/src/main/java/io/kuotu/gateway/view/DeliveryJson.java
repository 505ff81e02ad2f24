package io.kuotu.gateway.view;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.Webhook;
import io.kuotu.gateway.webhook.Attempt;
import io.kuotu.gateway.webhook.Delivery;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;

/** Deliveries to webhooks, as the contract shows them. */
public final class DeliveryJson {
    private DeliveryJson() {}

    public static JsonObject of(Delivery delivery) {
        JsonObject json =
                new JsonObject()
                        .put("id", delivery.id().toString())
                        .put("job", delivery.id().job().value())
                        .put("event_id", delivery.id().event())
                        .put("event", delivery.event().label())
                        .put("at", delivery.at().toString())
                        .put("state", delivery.state().label());
        if (delivery.isPending()) {
            json.put("next_attempt_at", delivery.due().toString());
        }
        JsonArray attempts = new JsonArray();
        delivery.attempts().stream().map(DeliveryJson::attempt).forEach(attempts::add);
        return json.put("attempts", attempts);
    }

    private static JsonObject attempt(Attempt attempt) {
        JsonObject json =
                new JsonObject()
                        .put("number", attempt.number())
                        .put("at", attempt.at().toString())
                        .put("millis", attempt.millis());
        attempt.status().ifPresent(status -> json.put("status", status));
        return json.put("outcome", attempt.outcome()).put("gateway", attempt.gateway());
    }

    /** With whose it is, for those who see everybody's. */
    public static JsonObject of(Delivery delivery, Job job) {
        JsonObject json = of(delivery).put("tenant", job.tenant().value());
        job.webhook().ifPresent(webhook -> json.put("host", URI.create(webhook.url()).getHost()));
        return json;
    }

    public static JsonArray of(List<Delivery> deliveries) {
        JsonArray array = new JsonArray();
        deliveries.stream().map(DeliveryJson::of).forEach(array::add);
        return array;
    }

    /** As the request had it. */
    static JsonObject webhook(Webhook webhook) {
        JsonArray events = new JsonArray();
        webhook.events().forEach(event -> events.add(event.label()));
        return new JsonObject().put("url", webhook.url()).put("events", events);
    }
}
