package io.kuotu.gateway.notify;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client of the stream says.
 *
 * @param subscribe jobs, each with the place that its client has come to
 * @param unsubscribe jobs
 */
record StreamMessage(Map<String, Place> subscribe, List<String> unsubscribe) {
    private static final Set<String> FIELDS = Set.of("subscribe", "after", "unsubscribe");

    /** Throws IllegalArgumentException with what is wrong, or a problem that names the field. */
    static StreamMessage parse(String text) {
        JsonObject message = json(text);
        Set<String> unknown = new LinkedHashSet<>(message.fieldNames());
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown field " + shortened(unknown.iterator().next()));
        }
        Map<String, Place> subscribe = new LinkedHashMap<>();
        ids(message, "subscribe").forEach(id -> subscribe.put(id, Place.START));
        places(message).forEach(subscribe::replace);
        return new StreamMessage(subscribe, ids(message, "unsubscribe"));
    }

    private static JsonObject json(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("this is no JSON object", e);
        }
    }

    private static List<String> ids(JsonObject message, String field) {
        List<String> ids = new ArrayList<>();
        if (!message.containsKey(field)) {
            return ids;
        }
        if (!(message.getValue(field) instanceof JsonArray array)) {
            throw new IllegalArgumentException(field + " is no array of job ids");
        }
        for (Object id : array) {
            if (!(id instanceof String name)) {
                throw new IllegalArgumentException(field + " is no array of job ids");
            }
            ids.add(name);
        }
        return ids;
    }

    private static Map<String, Place> places(JsonObject message) {
        Map<String, Place> places = new LinkedHashMap<>();
        if (!message.containsKey("after")) {
            return places;
        }
        if (!(message.getValue("after") instanceof JsonObject after)) {
            throw new IllegalArgumentException("after is no object of event ids by job");
        }
        for (Map.Entry<String, Object> entry : after) {
            if (!(entry.getValue() instanceof String id)) {
                throw new IllegalArgumentException(
                        "after." + shortened(entry.getKey()) + " is no string");
            }
            places.put(entry.getKey(), Place.after("after", id));
        }
        return places;
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 40));
    }
}
