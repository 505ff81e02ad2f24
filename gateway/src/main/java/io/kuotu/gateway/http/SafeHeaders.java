package io.kuotu.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * What every answer says to browsers. Who answers with something else, such as a page that loads
 * scripts, puts its own value in place of these.
 */
final class SafeHeaders {
    private static final String NO_PAGE =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final String YEAR = "max-age=31536000";

    private SafeHeaders() {}

    /**
     * @param tls whether this server is to be asked by https alone from now on
     * @param path asked for: what is somebody's is kept by no cache
     */
    static void put(HttpServerResponse response, boolean tls, @Nullable String path) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", NO_PAGE);
        if (tls) {
            response.putHeader("Strict-Transport-Security", YEAR);
        }
        if (path != null && path.startsWith("/v1/")) {
            response.putHeader("Cache-Control", "no-store");
        }
    }
}
