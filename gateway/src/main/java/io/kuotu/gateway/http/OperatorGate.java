package io.kuotu.gateway.http;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Optional;

/** Lets operators through. For all others there is nothing here, whatever they ask. */
final class OperatorGate implements PlatformHandler {
    private static final String DEED = "kuotu.deed";

    @Override
    public void handle(RoutingContext request) {
        if (Authenticator.tenant(request).operator()) {
            request.next();
        } else {
            request.fail(
                    Problem.of(
                                    ErrorCode.NOT_FOUND,
                                    "there is no resource " + request.normalizedPath())
                            .asException());
        }
    }

    /** What the operator does, for the audit log: checked values alone. */
    static void does(RoutingContext request, JsonObject deed) {
        request.put(DEED, deed);
    }

    static Optional<JsonObject> deed(RoutingContext request) {
        return Optional.ofNullable(request.get(DEED));
    }
}
