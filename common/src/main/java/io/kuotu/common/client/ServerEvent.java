package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One server-sent event of a job.
 *
 * @param id to resume from
 * @param name what happened
 * @param data of it
 */
public record ServerEvent(String id, String name, JsonNode data) {
    public boolean isEnd() {
        return name.equals("succeeded") || name.equals("failed") || name.equals("cancelled");
    }
}
