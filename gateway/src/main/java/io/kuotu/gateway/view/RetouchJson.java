package io.kuotu.gateway.view;

import io.kuotu.common.job.Retouch;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What is done to finished pictures, as the contract shows it: only what is asked for. */
final class RetouchJson {
    private RetouchJson() {}

    static JsonObject of(Retouch retouch) {
        JsonObject json = new JsonObject();
        put(json, "denoise", retouch.denoise());
        put(json, "sharpen", retouch.sharpen());
        put(json, "colour", retouch.colour());
        if (retouch.autoColour()) {
            json.put("colour", "auto");
        }
        put(json, "grain", retouch.grain());
        json.put("regions", retouch.regions().name().toLowerCase(Locale.ROOT));
        if (retouch.colourise()) {
            json.put("colourise", true);
        }
        retouch.style().ifPresent(style -> json.put("style", style));
        return json;
    }

    private static void put(JsonObject json, String name, double strength) {
        if (strength > 0) {
            json.put(name, strength);
        }
    }
}
