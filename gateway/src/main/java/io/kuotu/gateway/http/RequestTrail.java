package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first to see a request: gives it an id, the headers that every answer has, and a place in the
 * metrics.
 */
final class RequestTrail implements PlatformHandler {
    private static final String ID = "kuotu.request-id";
    private static final String HEADER = "X-Request-Id";
    private static final Pattern CALLERS = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final String OPERATION = "kuotu.operation";

    private final Histogram seconds;
    private final Counter problems;

    private final boolean tls;

    RequestTrail(CollectorRegistry registry, boolean tls) {
        this.tls = tls;
        this.seconds =
                Histogram.build(
                                "kuotu_gateway_http_request_seconds",
                                "Time from a request's head to the end of its answer.")
                        .labelNames("operation", "status")
                        .buckets(
                                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
                                10, 60)
                        .register(registry);
        this.problems =
                Counter.build(
                                "kuotu_gateway_http_problems_total",
                                "Requests answered with a problem.")
                        .labelNames("code", "kind")
                        .register(registry);
    }

    @Override
    public void handle(RoutingContext request) {
        String id = id(request.request().getHeader(HEADER));
        request.put(ID, id);
        request.response().putHeader(HEADER, id);
        SafeHeaders.put(request.response(), tls, request.request().path());
        long start = System.nanoTime();
        request.addEndHandler(
                _ ->
                        seconds.labels(
                                        operation(request),
                                        Integer.toString(request.response().getStatusCode()))
                                .observe((System.nanoTime() - start) / 1e9));
        if (isReadable(request)) {
            request.next();
        } else {
            request.fail(400);
        }
    }

    /** Whether a router can read its path and its query: a % that escapes nothing it cannot. */
    private static boolean isReadable(RoutingContext request) {
        try {
            return request.request().path() != null
                    && request.normalizedPath() != null
                    && request.request().params() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The caller's own, where it can stand in a log, else a new one. */
    private static String id(@Nullable String given) {
        return given != null && CALLERS.matcher(given).matches() ? given : drawn();
    }

    /** It names a request and guards nothing: a secure generator would take a lock for each. */
    private static String drawn() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    static String id(RoutingContext request) {
        String id = request.get(ID);
        return id == null ? "" : id;
    }

    void problem(ErrorCode code) {
        problems.labels(code.label(), code.kind().label()).inc();
    }

    /** Called once the router knows which operation of the contract is meant. */
    static void operation(RoutingContext request, String operation) {
        request.put(OPERATION, operation);
    }

    static String operation(RoutingContext request) {
        String found = request.get(OPERATION);
        return found == null ? "other" : found;
    }
}
