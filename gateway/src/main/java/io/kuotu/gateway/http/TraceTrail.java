package io.kuotu.gateway.http;

import io.kuotu.common.trace.Stretch;
import io.kuotu.common.trace.TraceContext;
import io.kuotu.common.trace.Tracing;
import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A span for each request of an operation, below the caller's where it has told of one, from the
 * request's head to the answer's end. There is no such handler where nobody traces.
 */
final class TraceTrail implements PlatformHandler {
    /** Header of the answer (W3C Trace Context, level 2). */
    static final String RESPONSE = "traceresponse";

    private static final String KEY = "kuotu.trace";
    private static final int OUR_FAULT = 500;

    private final Tracing tracing;
    private final InstantSource clock;
    private final Map<String, String> routes = new HashMap<>(); // by operation

    private record Trail(Stretch stretch, Instant since, InstantSource clock) {}

    TraceTrail(Tracing tracing, OpenAPIContract contract, InstantSource clock) {
        this.tracing = tracing;
        this.clock = clock;
        for (Operation operation : contract.operations()) {
            routes.put(operation.getOperationId(), operation.getAbsoluteOpenAPIPath());
        }
    }

    @Override
    public void handle(RoutingContext request) {
        HttpServerRequest asked = request.request();
        String path = asked.path();
        if (path != null && path.startsWith("/v1/") && !path.equals("/v1/stream")) {
            begin(request, asked, path);
        }
        request.next();
    }

    private void begin(RoutingContext request, HttpServerRequest asked, String path) {
        Optional<TraceContext> parent =
                TraceContext.of(
                        asked.getHeader(TraceContext.PARENT), asked.getHeader(TraceContext.STATE));
        Stretch stretch = tracing.server(asked.method().name(), parent);
        request.put(KEY, new Trail(stretch, clock.instant(), clock));
        stretch.context().ifPresent(c -> request.response().putHeader(RESPONSE, c.traceparent()));
        stretch.set("http.request.method", asked.method().name())
                .set("url.scheme", asked.isSSL() ? "https" : "http")
                .set("url.path", path)
                .set("kuotu.request_id", RequestTrail.id(request));
        request.addEndHandler(ended -> end(request, stretch, ended));
    }

    private void end(RoutingContext request, Stretch stretch, AsyncResult<Void> ended) {
        if (stretch.isKept()) {
            describe(request, stretch);
            if (ended.failed()) {
                stretch.fail("broken_off");
            }
        }
        stretch.close();
    }

    private void describe(RoutingContext request, Stretch stretch) {
        int status = request.response().getStatusCode();
        String operation = RequestTrail.operation(request);
        String route = routes.get(operation);
        if (route != null) {
            stretch.rename(request.request().method().name() + " " + route);
            stretch.set("http.route", route).set("kuotu.operation", operation);
        }
        stretch.set("http.response.status_code", status);
        Authenticator.known(request)
                .ifPresent(who -> stretch.set("kuotu.tenant", who.id().value()));
        AuditLog.job(request).ifPresent(job -> stretch.set("kuotu.job", job));
        Optional<String> code = Problems.code(request);
        code.ifPresent(c -> stretch.set("kuotu.code", c));
        if (status >= OUR_FAULT) { // a caller's mistake is no failure of this server
            stretch.fail(code.orElse(Integer.toString(status)));
        }
    }

    /** The request's, to do its work in. */
    static Stretch of(RoutingContext request) {
        Trail trail = request.get(KEY);
        return trail == null ? Stretch.NONE : trail.stretch();
    }

    /** All that comes before its operation has been done: reading, keys, limits, the contract. */
    static void validated(RoutingContext request) {
        Trail trail = request.get(KEY);
        if (trail != null) {
            trail.stretch().was("validate", trail.since(), trail.clock().instant(), _ -> {});
        }
    }

    /** What a job of this request goes on in: the request's own span, else the caller's. */
    static Optional<String> parent(RoutingContext request) {
        return of(request)
                .context()
                .or(() -> TraceContext.of(request.request().getHeader(TraceContext.PARENT), null))
                .map(TraceContext::traceparent);
    }
}
