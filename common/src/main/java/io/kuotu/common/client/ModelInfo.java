package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A model that workers serve.
 *
 * @param name to ask for it by
 * @param version of it
 * @param task outpaint, upscale, colourise or style
 * @param isDefault whether requests that name none get it
 * @param workers that serve it now
 * @param text whether it takes prompts
 * @param json all that is told of it
 */
public record ModelInfo(
        String name,
        String version,
        String task,
        boolean isDefault,
        int workers,
        boolean text,
        JsonNode json) {
    static ModelInfo of(JsonNode json) {
        return new ModelInfo(
                json.path("name").asText(),
                json.path("version").asText(),
                json.path("task").asText(),
                json.path("default").asBoolean(),
                json.path("workers").asInt(),
                json.path("text").asBoolean(),
                json);
    }
}
