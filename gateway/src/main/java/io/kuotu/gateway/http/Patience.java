package io.kuotu.gateway.http;

import io.kuotu.gateway.EdgeSettings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends connections that take their time: to the end of a request's head, between two requests, or
 * in a body. A connection with a request under way, an event stream say, may stay. {@link #look} is
 * called by one thread, everything else by the connections' event loops.
 */
final class Patience implements PlatformHandler {
    private final EdgeSettings.Connections rules;
    private final LongSupplier nanoClock;
    private final Map<HttpConnection, Watch> watches = new ConcurrentHashMap<>();
    private final Map<HttpServerRequest, Long> bodies = new ConcurrentHashMap<>();

    Patience(EdgeSettings.Connections rules, LongSupplier nanoClock) {
        this.rules = rules;
        this.nanoClock = nanoClock;
    }

    /** A connection's requests under way, and since when there is none. */
    private static final class Watch {
        private int underWay;
        private long idleSince;

        Watch(long now) {
            idleSince = now;
        }

        synchronized void began() {
            underWay++;
        }

        synchronized void ended(long now) {
            underWay--;
            idleSince = now;
        }

        synchronized boolean isIdleSince(long before) {
            return underWay == 0 && idleSince - before < 0;
        }
    }

    void connected(HttpConnection connection) {
        if (watches.size() >= rules.most()) {
            var _ = connection.close();
            return;
        }
        watches.put(connection, new Watch(nanoClock.getAsLong()));
        connection.closeHandler(_ -> watches.remove(connection));
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Watch watch = watches.get(request.connection());
        if (watch != null) {
            watch.began();
            bodies.put(request, nanoClock.getAsLong());
            context.addEndHandler(
                    _ -> {
                        bodies.remove(request);
                        if (request.response().getStatusCode()
                                != 101) { // else it goes on as a socket
                            watch.ended(nanoClock.getAsLong());
                        }
                    });
        }
        context.next();
    }

    /** To be called about every second. */
    void look() {
        long now = nanoClock.getAsLong();
        long before = now - rules.headWithin().toNanos();
        watches.forEach(
                (connection, watch) -> {
                    if (watch.isIdleSince(before)) {
                        var _ = connection.close();
                    }
                });
        bodies.forEach(
                (request, since) -> {
                    if (request.isEnded()) {
                        bodies.remove(request);
                    } else if (request.bytesRead() < due(now - since)) {
                        var _ = request.connection().close();
                    }
                });
    }

    /** Bytes that a body should have come to after so long. */
    private double due(long nanos) {
        long late = nanos - rules.bodyGrace().toNanos();
        return late <= 0 ? -1 : late / 1e9 * rules.bodyBytesPerSecond() + 1;
    }
}
