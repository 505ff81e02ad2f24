package io.kuotu.gateway.http;

import static java.util.Objects.requireNonNull;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.admission.Tenant;
import io.kuotu.gateway.admission.TenantDirectory;
import io.kuotu.gateway.admission.Tenants;
import io.kuotu.gateway.admission.Visitors;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lets only requests with a known API key, or with a visitor's pass, on, before any of their body
 * is read.
 */
final class Authenticator implements PlatformHandler {
    private static final String TENANT = "kuotu.tenant";
    private static final String KEY_ID = "kuotu.key-id";
    private static final String VISITOR = "kuotu.visitor";
    private static final String SCHEME = "Bearer ";

    /** Of {@code /v1/stream}. */
    static final String SUBPROTOCOL = "kuotu.v1";

    private static final String BEARER_SUBPROTOCOL = "bearer.";

    private final TenantDirectory tenants;
    private final Optional<Visitors> visitors;

    Authenticator(TenantDirectory tenants, Optional<Visitors> visitors) {
        this.tenants = tenants;
        this.visitors = visitors;
    }

    @Override
    public void handle(RoutingContext request) {
        Optional<String> header =
                Inputs.header(request, "Authorization").or(() -> ofSubprotocol(request));
        Optional<String> key =
                header.filter(h -> h.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                        .map(h -> h.substring(SCHEME.length()).strip());
        Optional<Tenant> tenant = key.flatMap(this::tenant);
        if (tenant.isEmpty()) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            String detail =
                    header.isEmpty()
                            ? "send the header Authorization: Bearer <key>"
                            : "this key is not known";
            request.fail(
                    Problem.at("Authorization", ErrorCode.UNAUTHENTICATED, detail).asException());
            return;
        }
        request.put(TENANT, tenant.get());
        request.put(KEY_ID, Tenants.sha256(key.orElseThrow()).substring(0, 8));
        request.put(VISITOR, Visitors.isPass(key.orElseThrow()));
        request.next();
    }

    /** Whose key it is, or whose guest has the pass. */
    private Optional<Tenant> tenant(String key) {
        return Visitors.isPass(key)
                ? visitors.filter(v -> v.admits(key)).flatMap(v -> tenants.withKey(v.hostKey()))
                : tenants.withKey(key);
    }

    /** A browser can send a WebSocket's key in no other place. */
    private static Optional<String> ofSubprotocol(RoutingContext request) {
        if (!request.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            return Optional.empty();
        }
        return Inputs.header(request, "Sec-WebSocket-Protocol").stream()
                .flatMap(offered -> Arrays.stream(offered.split(",")))
                .map(String::strip)
                .filter(offered -> offered.startsWith(BEARER_SUBPROTOCOL))
                .map(offered -> SCHEME + offered.substring(BEARER_SUBPROTOCOL.length()))
                .findFirst();
    }

    /** Who asks, where that is known already. */
    static Optional<Tenant> known(RoutingContext request) {
        return Optional.ofNullable(request.get(TENANT));
    }

    /** Whether it came with a pass in place of a key. */
    static boolean isVisitor(RoutingContext request) {
        return Boolean.TRUE.equals(request.get(VISITOR));
    }

    /** Tells a tenant's keys apart, and no key: the beginning of its hash. */
    static String keyId(RoutingContext request) {
        String id = request.get(KEY_ID);
        return requireNonNull(id, "the authenticator comes first");
    }

    static Tenant tenant(RoutingContext request) {
        Tenant tenant = request.get(TENANT);
        return requireNonNull(tenant, "the authenticator comes first");
    }
}
