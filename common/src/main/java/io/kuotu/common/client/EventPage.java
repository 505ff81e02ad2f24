package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a long poll of a job's events.
 *
 * @param events in order
 * @param lastId to ask with next; empty where nothing was told yet
 * @param ended whether there will be no more
 */
public record EventPage(List<ServerEvent> events, Optional<String> lastId, boolean ended) {
    public EventPage {
        events = List.copyOf(events);
    }

    static EventPage of(JsonNode json) {
        List<ServerEvent> events = new ArrayList<>();
        json.path("events").forEach(event -> events.add(ServerEvent.of(event)));
        Optional<String> last = Optional.ofNullable(json.get("last_id")).map(JsonNode::asText);
        return new EventPage(events, last, json.path("ended").asBoolean());
    }
}
