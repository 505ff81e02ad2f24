package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.admission.Visitors;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What visitors of the studio may do: make pictures, and whatever belongs to a job whose id they
 * know. An id has 80 random bits and is told to nobody else, so it is what keeps visitors apart;
 * all that would tell them of other jobs of the same tenant is not there for them.
 */
final class VisitorGate implements PlatformHandler {
    private static final Set<String> SUBMISSIONS =
            Set.of("/v1/expansions", "/v1/upscales", "/v1/chains", "/v1/enhancements");
    private static final Set<String> FACTS = Set.of("/v1/models", "/v1/queue");
    private static final String DRY_RUN = "/v1/estimates";
    private static final Pattern JOB = Pattern.compile("/v1/jobs/[^/]+");
    private static final Pattern OF_A_JOB =
            Pattern.compile(JOB + "(?:/events|/manifest|/outputs/[^/]+|/previews/[^/]+)?");

    private final Visitors visitors;

    VisitorGate(Visitors visitors) {
        this.visitors = visitors;
    }

    @Override
    public void handle(RoutingContext request) {
        if (!Authenticator.isVisitor(request)) {
            request.next();
            return;
        }
        String path = request.normalizedPath();
        HttpMethod method = request.request().method();
        if (!isAllowed(method, path)) {
            request.fail(
                    Problem.of(ErrorCode.NOT_FOUND, "there is no resource " + path).asException());
            return;
        }
        Optional<Duration> wait =
                SUBMISSIONS.contains(path)
                        ? visitors.turnAway(request.request().remoteAddress().hostAddress())
                        : Optional.empty();
        if (wait.isPresent()) {
            request.fail(
                    Problem.of(
                                    ErrorCode.RATE_LIMITED,
                                    "more was asked for from this address than it may; try again"
                                            + " in "
                                            + LimitGate.seconds(wait.get())
                                            + " s")
                            .asException(wait.get()));
            return;
        }
        request.next();
    }

    private static boolean isAllowed(HttpMethod method, String path) {
        if (method.equals(HttpMethod.GET)) {
            return FACTS.contains(path) || OF_A_JOB.matcher(path).matches();
        }
        if (method.equals(HttpMethod.DELETE)) {
            return JOB.matcher(path).matches();
        }
        return method.equals(HttpMethod.POST)
                && (SUBMISSIONS.contains(path) || path.equals(DRY_RUN));
    }
}
