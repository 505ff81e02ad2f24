package io.kuotu.gateway.http;

import io.kuotu.gateway.EdgeSettings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of the listed origins read answers. A page of another origin gets its answer without
 * the headers that let it be read: an origin says nothing of who sends a request, keys do. No
 * cookies are ever taken, so none are allowed for.
 */
final class Cors implements PlatformHandler {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String TAKEN =
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, traceparent,"
                    + " tracestate, X-Request-Id";
    private static final String SHOWN =
            "Content-Disposition, ETag, Location, RateLimit, RateLimit-Policy, Retry-After,"
                    + " traceresponse, X-Request-Id";
    private static final String DAY_S = "86400";

    private final Set<String> origins;

    Cors(EdgeSettings.Cors settings) {
        this.origins = Set.copyOf(settings.origins().orElse(List.of()));
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        String origin = request.getHeader("Origin");
        if (!origins.isEmpty()) {
            response.putHeader("Vary", "Origin");
        }
        if (origin == null || !(origins.contains(origin) || origins.contains("*"))) {
            context.next();
            return;
        }
        response.putHeader("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin)
                .putHeader("Access-Control-Expose-Headers", SHOWN);
        boolean asksFirst =
                request.method().equals(HttpMethod.OPTIONS)
                        && request.getHeader("Access-Control-Request-Method") != null;
        if (!asksFirst) {
            context.next();
            return;
        }
        var _ =
                response.putHeader("Access-Control-Allow-Methods", METHODS)
                        .putHeader("Access-Control-Allow-Headers", TAKEN)
                        .putHeader("Access-Control-Max-Age", DAY_S)
                        .setStatusCode(204)
                        .end();
    }
}
