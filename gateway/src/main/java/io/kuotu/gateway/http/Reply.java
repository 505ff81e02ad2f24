package io.kuotu.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer with a body in memory.
 *
 * @param status of HTTP
 * @param headers beside the content type
 * @param contentType of the body
 * @param body whole
 */
record Reply(int status, Map<String, String> headers, String contentType, Buffer body) {
    static final String JSON = "application/json";

    static Reply json(int status, JsonObject body) {
        return new Reply(status, Map.of(), JSON, body.toBuffer());
    }

    static Reply redirect(String location) {
        return new Reply(
                302,
                Map.of("Location", location, "Cache-Control", "no-store"),
                "text/plain",
                Buffer.buffer());
    }

    Reply with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Reply(status, Map.copyOf(all), contentType, body);
    }
}
