package io.kuotu.common.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the service shows it.
 *
 * @param id names it
 * @param state queued, running, succeeded, failed or cancelled
 * @param outputs pictures that it made, as they were asked for; see {@link #extras}
 * @param error why it failed
 * @param json all of it
 */
public record JobStatus(
        String id, String state, List<Output> outputs, Optional<String> error, JsonNode json) {
    public JobStatus {
        outputs = List.copyOf(outputs);
    }

    /** A picture. */
    public record Output(
            int index, String format, int width, int height, long bytes, String sha256, long seed) {
        /** As jobs and {@code frame} events show it. */
        public static Output of(JsonNode json) {
            return new Output(
                    json.path("index").asInt(),
                    json.path("format").asText(),
                    json.path("width").asInt(),
                    json.path("height").asInt(),
                    json.path("bytes").asLong(),
                    json.path("sha256").asText(),
                    json.path("seed").asLong());
        }
    }

    static JobStatus of(JsonNode json) {
        List<Output> outputs = new ArrayList<>();
        for (JsonNode output : json.path("outputs")) {
            if (!output.has("name")) {
                outputs.add(Output.of(output));
            }
        }
        JsonNode error = json.path("error");
        Optional<String> why =
                error.isObject()
                        ? Optional.of(
                                error.path("code").asText() + ": " + error.path("detail").asText())
                        : Optional.empty();
        return new JobStatus(
                json.path("id").asText(), json.path("state").asText(), outputs, why, json);
    }

    /** What it made beside its pictures, by name: of a chain, what shows it as a whole. */
    public Map<String, Output> extras() {
        Map<String, Output> extras = new LinkedHashMap<>();
        for (JsonNode output : json.path("outputs")) {
            if (output.has("name")) {
                extras.put(output.path("name").asText(), Output.of(output));
            }
        }
        return extras;
    }

    public boolean hasEnded() {
        return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
    }

    public boolean hasSucceeded() {
        return state.equals("succeeded");
    }
}
