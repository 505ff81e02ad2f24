package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.Retouch;
import io.kuotu.gateway.submit.Request;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** JSON that fits the contract to what is done to finished pictures. */
final class RetouchReader {
    private static final String POST = "post";
    private static final String AUTO = "auto";
    private static final List<String> STRENGTHS = List.of("denoise", "sharpen", "colour", "grain");

    private RetouchReader() {}

    static Request.Enhancement enhancement(JsonObject json, Optional<String> traceparent) {
        Request.Common common = RequestReader.common(json, traceparent);
        boolean colourise = json.getBoolean("colourise", false);
        if (common.model().isPresent() && !colourise) {
            throw invalid("model", "a model is for colourise, which is not asked for");
        }
        if (!asksForStrength(json) && !colourise && !json.containsKey("style")) {
            throw nothing("denoise", "sharpen, colour, grain, colourise or style");
        }
        return new Request.Enhancement(retouch(json), json.getLong("seed", 1L), common);
    }

    /** Of an expansion. */
    static Optional<Retouch> post(JsonObject json) {
        JsonObject post = json.getJsonObject(POST);
        if (post == null) {
            return Optional.empty();
        }
        if (!asksForStrength(post)) {
            throw nothing(POST + ".denoise", "sharpen, colour or grain");
        }
        return Optional.of(retouch(post));
    }

    private static boolean asksForStrength(JsonObject json) {
        return STRENGTHS.stream()
                .map(json::getValue)
                .anyMatch(
                        value ->
                                AUTO.equals(value)
                                        || (value instanceof Number n && n.doubleValue() > 0));
    }

    private static Retouch retouch(JsonObject json) {
        boolean auto = AUTO.equals(json.getValue("colour"));
        return new Retouch(
                json.getDouble("denoise", 0.0),
                json.getDouble("sharpen", 0.0),
                auto ? 0 : json.getDouble("colour", 0.0),
                auto,
                json.getDouble("grain", 0.0),
                Retouch.Regions.valueOf(json.getString("regions", AUTO).toUpperCase(Locale.ROOT)),
                json.getBoolean("colourise", false),
                Optional.ofNullable(json.getString("style")));
    }

    private static RuntimeException nothing(String field, String others) {
        return Problem.at(
                        field,
                        ErrorCode.NOTHING_TO_DO,
                        "no stage is asked for: give " + field + ", " + others + ", above 0")
                .asException();
    }

    private static RuntimeException invalid(String field, String detail) {
        return Problem.at(field, ErrorCode.INVALID_REQUEST, detail).asException();
    }
}
