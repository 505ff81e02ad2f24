package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event on its way to a job's webhook, as the service shows it.
 *
 * @param id {@code webhook-id} of the calls
 * @param eventId the event's id on every transport
 * @param event its name
 * @param state pending, delivered or dead
 * @param attempts that were made
 * @param json all of it
 */
public record DeliveryStatus(
        String id, String eventId, String event, String state, int attempts, JsonNode json) {
    static DeliveryStatus of(JsonNode json) {
        return new DeliveryStatus(
                json.path("id").asText(),
                json.path("event_id").asText(),
                json.path("event").asText(),
                json.path("state").asText(),
                json.path("attempts").size(),
                json);
    }
}
