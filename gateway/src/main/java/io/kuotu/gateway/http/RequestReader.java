package io.kuotu.gateway.http;

import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.FrameMargins;
import io.kuotu.common.job.OutputFormat;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Rendition;
import io.kuotu.common.job.Tier;
import io.kuotu.common.job.Webhook;
import io.kuotu.gateway.submit.Anchor;
import io.kuotu.gateway.submit.Framing;
import io.kuotu.gateway.submit.Length;
import io.kuotu.gateway.submit.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** JSON that fits the contract to requests. What the contract cannot say is checked here. */
final class RequestReader {
    private static final int DEFAULT_QUALITY = 90;
    private static final int DEFAULT_DEADLINE_S = 3600;
    private static final double DEFAULT_STRENGTH = 0.3;

    private RequestReader() {}

    static Request.Expansion expansion(JsonObject json, Optional<String> traceparent) {
        return new Request.Expansion(
                framing(json),
                json.containsKey("seed")
                        ? OptionalLong.of(json.getLong("seed"))
                        : OptionalLong.empty(),
                json.containsKey("steps")
                        ? OptionalInt.of(json.getInteger("steps"))
                        : OptionalInt.empty(),
                Optional.ofNullable(json.getDouble("creativity")),
                new Request.Words(
                        Optional.ofNullable(json.getString("prompt")),
                        Optional.ofNullable(json.getString("negative_prompt")),
                        Optional.ofNullable(json.getDouble("guidance"))),
                json.getInteger("variants", 1),
                json.getInteger("upscale", 1),
                json.getBoolean("preview", false),
                Optional.ofNullable(json.getDouble("min_consistency")),
                RetouchReader.post(json),
                common(json, traceparent));
    }

    static Request.Upscale upscale(JsonObject json, Optional<String> traceparent) {
        return new Request.Upscale(json.getInteger("factor"), common(json, traceparent));
    }

    static Request.Chain chain(JsonObject json, Optional<String> traceparent) {
        return new Request.Chain(
                way(json),
                json.getInteger("times"),
                json.containsKey("seed")
                        ? OptionalLong.of(json.getLong("seed"))
                        : OptionalLong.empty(),
                json.containsKey("steps")
                        ? OptionalInt.of(json.getInteger("steps"))
                        : OptionalInt.empty(),
                json.getBoolean("preview", false),
                common(json, traceparent));
    }

    private static ChainWay way(JsonObject json) {
        if (json.getString("mode").equals("recreate")) {
            refuse(json, "margins", "margins are for mode \"expand\"");
            return new ChainWay.Recreate(json.getDouble("strength", DEFAULT_STRENGTH));
        }
        refuse(json, "strength", "strength is for mode \"recreate\"");
        if (!json.containsKey("margins")) {
            throw Problem.at(
                            "margins",
                            ErrorCode.INVALID_REQUEST,
                            "say how far each frame goes beyond the one before")
                    .asException();
        }
        JsonObject margins = json.getJsonObject("margins");
        return new ChainWay.Expand(
                new FrameMargins(
                        side(margins, "left"),
                        side(margins, "top"),
                        side(margins, "right"),
                        side(margins, "bottom")));
    }

    private static void refuse(JsonObject json, String field, String why) {
        if (json.containsKey(field)) {
            throw Problem.at(field, ErrorCode.INVALID_REQUEST, why).asException();
        }
    }

    private static FrameMargins.Side side(JsonObject margins, String side) {
        return switch (length(margins, side)) {
            case Length.Pixels(int count) -> new FrameMargins.Side(count, 0);
            case Length.Percent(double share) -> new FrameMargins.Side(0, share);
        };
    }

    static Request.Common common(JsonObject json, Optional<String> traceparent) {
        OutputFormat format =
                OutputFormat.valueOf(json.getString("format", "png").toUpperCase(Locale.ROOT));
        Map<String, String> metadata = new HashMap<>();
        json.getJsonObject("metadata", new JsonObject())
                .forEach(entry -> metadata.put(entry.getKey(), (String) entry.getValue()));
        return new Request.Common(
                Optional.ofNullable(json.getString("model")),
                new Rendition(format, json.getInteger("quality", DEFAULT_QUALITY)),
                Tier.valueOf(json.getString("tier", "standard").toUpperCase(Locale.ROOT)),
                Duration.ofSeconds(json.getInteger("deadline", DEFAULT_DEADLINE_S)),
                metadata,
                traceparent,
                Optional.ofNullable(json.getJsonObject("webhook")).map(RequestReader::webhook));
    }

    private static Webhook webhook(JsonObject json) {
        JsonArray events = json.getJsonArray("events");
        return new Webhook(
                json.getString("url"),
                events == null
                        ? Webhook.DEFAULT
                        : events.stream()
                                .map(
                                        e ->
                                                Webhook.Event.valueOf(
                                                        ((String) e).toUpperCase(Locale.ROOT)))
                                .toList());
    }

    private static Framing framing(JsonObject json) {
        List<String> given =
                List.of("margins", "aspect_ratio", "size").stream()
                        .filter(json::containsKey)
                        .toList();
        if (given.size() != 1) {
            String detail =
                    given.isEmpty()
                            ? "say how far: by margins, aspect_ratio or size"
                            : "give one of " + String.join(", ", given) + ", not several";
            throw Problem.at(
                            given.isEmpty() ? "margins" : given.get(1),
                            ErrorCode.INVALID_REQUEST,
                            detail)
                    .asException();
        }
        return switch (given.getFirst()) {
            case "margins" -> margins(json.getJsonObject("margins"));
            case "aspect_ratio" -> aspectRatio(json);
            default -> size(json);
        };
    }

    private static Framing margins(JsonObject margins) {
        return new Framing.ByMargins(
                length(margins, "left"),
                length(margins, "top"),
                length(margins, "right"),
                length(margins, "bottom"));
    }

    private static Length length(JsonObject margins, String side) {
        Object value = margins.getValue(side);
        if (value == null) {
            return Length.NONE;
        }
        if (value instanceof String text) {
            return new Length.Percent(Double.parseDouble(text.substring(0, text.length() - 1)));
        }
        return new Length.Pixels(((Number) value).intValue());
    }

    private static Framing aspectRatio(JsonObject json) {
        String[] sides = json.getString("aspect_ratio").split(":", 2);
        return new Framing.ByAspectRatio(
                Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), anchor(json));
    }

    private static Framing size(JsonObject json) {
        JsonObject size = json.getJsonObject("size");
        JsonObject placement = json.getJsonObject("placement");
        Optional<Framing.Place> place =
                Optional.ofNullable(placement)
                        .map(p -> new Framing.Place(p.getInteger("left"), p.getInteger("top")));
        return new Framing.BySize(
                size.getInteger("width"), size.getInteger("height"), place, anchor(json));
    }

    private static Anchor anchor(JsonObject json) {
        return Anchor.valueOf(
                json.getString("anchor", "center").replace('-', '_').toUpperCase(Locale.ROOT));
    }
}
