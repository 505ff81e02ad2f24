package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One event of a job.
 *
 * @param id to resume from; empty for what is true at the moment and is not told again
 * @param name what happened; let those that you do not know pass
 * @param data of it
 */
public record ServerEvent(String id, String name, JsonNode data) {
    static final String DROPPED = "dropped";

    static ServerEvent of(JsonNode json) {
        return new ServerEvent(
                json.path("id").asText(), json.path("event").asText(), json.path("data"));
    }

    public boolean isEnd() {
        return name.equals("succeeded") || name.equals("failed") || name.equals("cancelled");
    }
}
