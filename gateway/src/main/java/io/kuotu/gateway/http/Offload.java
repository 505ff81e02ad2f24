package io.kuotu.gateway.http;

import io.kuotu.common.trace.Stretch;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;

/**
 * Work that blocks goes to a virtual thread; what it returns or throws comes back to the request's
 * event loop.
 */
final class Offload {
    private Offload() {}

    static void answer(RoutingContext request, Callable<Reply> work) {
        Context loop = request.vertx().getOrCreateContext();
        Stretch stretch = TraceTrail.of(request);
        TraceTrail.validated(request);
        Thread _ =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                Reply reply = stretch.within(work::call);
                                loop.runOnContext(_ -> send(request, reply));
                            } catch (Throwable e) {
                                loop.runOnContext(_ -> request.fail(e));
                            }
                        });
    }

    private static void send(RoutingContext request, Reply reply) {
        if (request.response().closed()) { // nobody is waiting any more
            return;
        }
        reply.headers().forEach((name, value) -> request.response().putHeader(name, value));
        var _ =
                request.response()
                        .setStatusCode(reply.status())
                        .putHeader("Content-Type", reply.contentType())
                        .end(reply.body());
    }
}
