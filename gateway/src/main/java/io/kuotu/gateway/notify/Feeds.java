package io.kuotu.gateway.notify;

import io.kuotu.gateway.board.Board;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The events of all jobs, as every transport reads them: the log's own ids, in the log's order,
 * each once; what came before is replayed from the board, so a reader may go on at any gateway.
 */
public final class Feeds implements AutoCloseable {
    /**
     * @param heartbeat how often an idle connection is told that we are here
     * @param silence after which a WebSocket client that gives no sign of life is closed
     * @param behindBytes that a reader may be behind before it is dropped
     * @param subscriptions of one WebSocket connection
     */
    public record Limits(
            Duration heartbeat, Duration silence, int behindBytes, int subscriptions) {}

    private final Board board;
    private final Asides asides;
    private final Limits limits;
    private final Gauge open;
    private final Counter dropped;

    /** By the event loop's thread. */
    private final ConcurrentMap<Thread, LoopFeeds> loops = new ConcurrentHashMap<>();

    public Feeds(Board board, Asides asides, Limits limits, CollectorRegistry registry) {
        this.board = board;
        this.asides = asides;
        this.limits = limits;
        this.open =
                Gauge.build("kuotu_gateway_event_connections", "Connections that wait for events.")
                        .labelNames("transport")
                        .register(registry);
        this.dropped =
                Counter.build(
                                "kuotu_gateway_event_readers_dropped_total",
                                "Connections that were closed because they read too slowly.")
                        .labelNames("transport")
                        .register(registry);
    }

    /** On an event loop: its own. */
    LoopFeeds here() {
        Context loop = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
        return loops.computeIfAbsent(
                Thread.currentThread(),
                _ -> new LoopFeeds(board, asides, loop, limits.heartbeat()));
    }

    Limits limits() {
        return limits;
    }

    void opened(String transport, Connection connection) {
        here().opened(connection);
        open.labels(transport).inc();
    }

    void closed(String transport, Connection connection) {
        here().closed(connection);
        open.labels(transport).dec();
    }

    void dropped(String transport) {
        dropped.labels(transport).inc();
    }

    /** Sends all long connections away, with the reason; they come back at another gateway. */
    @Override
    public void close() {
        loops.values().forEach(LoopFeeds::close);
    }
}
