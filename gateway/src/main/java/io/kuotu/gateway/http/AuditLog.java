package io.kuotu.gateway.http;

import io.kuotu.common.job.JobId;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what, and who was turned away: a line of JSON each, on the logger {@code audit}. It
 * has ids only, checked ones, so that nothing which a caller writes can look like a line of its
 * own, and no key, secret or picture can be in it.
 */
final class AuditLog implements PlatformHandler {
    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final Set<HttpMethod> READING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<Integer> TURNED_AWAY = Set.of(401, 403, 404, 429);

    private final InstantSource clock;

    AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext request) {
        request.addEndHandler(
                ended -> {
                    if (AUDIT.isInfoEnabled() && isOfInterest(request)) {
                        AUDIT.info(line(request, ended.succeeded()).encode());
                    }
                });
        request.next();
    }

    private static boolean isOfInterest(RoutingContext request) {
        return !READING.contains(request.request().method())
                || TURNED_AWAY.contains(request.response().getStatusCode());
    }

    private JsonObject line(RoutingContext request, boolean answered) {
        int status = request.response().getStatusCode();
        JsonObject line = new JsonObject().put("at", clock.instant().toString());
        Authenticator.known(request)
                .ifPresent(
                        who ->
                                line.put("tenant", who.id().value())
                                        .put("key", Authenticator.keyId(request)));
        line.put("from", request.request().remoteAddress().hostAddress())
                .put("operation", RequestTrail.operation(request));
        job(request).ifPresent(job -> line.put("job", job));
        OperatorGate.deed(request).ifPresent(deed -> line.put("deed", deed));
        line.put("outcome", !answered ? "broken_off" : status < 400 ? "done" : "refused")
                .put("status", status);
        Problems.code(request).ifPresent(code -> line.put("code", code));
        TraceTrail.of(request).context().ifPresent(c -> line.put("trace", c.traceId()));
        return line.put("request_id", RequestTrail.id(request));
    }

    /** Of the path, else of the answer. */
    static Optional<String> job(RoutingContext request) {
        String asked = request.pathParam("id");
        if (asked != null) {
            return Optional.of(asked).filter(JobId::isValid);
        }
        String made = request.response().headers().get("Location");
        return Optional.ofNullable(made)
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .filter(JobId::isValid);
    }
}
