package io.kuotu.gateway.http;

import io.kuotu.gateway.admission.Admission;
import io.kuotu.gateway.admission.Quota;
import io.kuotu.gateway.admission.Refusal;
import io.kuotu.gateway.admission.Tenant;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * After the key, before the body: tells every answer the tenant's limits, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10, and turns away submissions of a tenant that has used up
 * its rate.
 */
final class LimitGate implements PlatformHandler {
    private static final Set<String> SUBMISSIONS =
            Set.of(
                    "/v1/expansions",
                    "/v1/upscales",
                    "/v1/chains",
                    "/v1/enhancements",
                    "/v1/batches");

    private final Admission admission;

    LimitGate(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void handle(RoutingContext request) {
        Tenant tenant = Authenticator.tenant(request);
        request.addHeadersEndHandler(_ -> tell(request, admission.quotas(tenant)));
        if (request.request().method().equals(HttpMethod.POST)
                && SUBMISSIONS.contains(request.normalizedPath())) {
            Optional<Refusal> refusal =
                    admission.atTheDoor(tenant, Inputs.preferredOverLimit(request));
            if (refusal.isPresent()) {
                request.fail(refusal.get().asException());
                return;
            }
        }
        request.next();
    }

    private static void tell(RoutingContext request, List<Quota> quotas) {
        request.response()
                .putHeader(
                        "RateLimit-Policy", joined(quotas.stream().map(LimitGate::policy).toList()))
                .putHeader("RateLimit", joined(quotas.stream().map(LimitGate::state).toList()));
    }

    private static String joined(List<String> items) {
        return items.stream().collect(Collectors.joining(", "));
    }

    private static String policy(Quota quota) {
        return name(quota)
                + ";q="
                + quota.most()
                + quota.unit().map(unit -> ";qu=\"" + unit + '"').orElse("")
                + quota.window().map(window -> ";w=" + Math.max(1, seconds(window))).orElse("");
    }

    private static String state(Quota quota) {
        return name(quota)
                + ";r="
                + quota.left()
                + quota.untilFull().map(until -> ";t=" + seconds(until)).orElse("");
    }

    private static String name(Quota quota) {
        return '"' + quota.name() + '"';
    }

    /** Rounded up. */
    static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
