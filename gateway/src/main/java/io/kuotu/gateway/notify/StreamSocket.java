package io.kuotu.gateway.notify;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.Problem;
import io.kuotu.common.job.ProblemException;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.view.ProblemJson;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's WebSocket: the events of as many jobs as it subscribes to. On the connection's event
 * loop; jobs are looked up on a virtual thread, for one message after another: meanwhile the socket
 * is not read.
 */
public final class StreamSocket implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSocket.class);
    private static final String TRANSPORT = "websocket";
    private static final short GOING_AWAY = 1001;
    private static final short BAD_MESSAGE = 1008;
    private static final short TOO_LARGE = 1009;
    private static final short TRY_AGAIN_LATER = 1013;
    private static final long LAST_WORDS_MS = 5_000;
    private static final int LONGEST_REASON = 120;

    /** Characters that may wait of what happened before somebody subscribed: four long chains. */
    private static final long MOST_REPLAYED = 4 << 20;

    /** Finds the caller's jobs; blocks. */
    @FunctionalInterface
    public interface Lookup {
        JobView find(String id) throws InterruptedException;
    }

    private final Feeds feeds;
    private final Lookup lookup;
    private final ServerWebSocket socket;
    private final HttpConnection connection;
    private final Context loop;
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private boolean alive = true;
    private int beatsWithoutLife;
    private boolean over;
    private long replayed; // characters, of all subscriptions

    /** One job on this connection. */
    private final class Subscription implements Reader {
        private final String id;
        private @Nullable Seat seat;
        private @Nullable JobId job;

        Subscription(String id) {
            this.id = id;
        }

        void begin(JobView view, Place after) {
            job = view.job().id();
            Seat taken = feeds.here().join(view, after, this);
            if (subscriptions.get(id) == this) {
                seat = taken;
            } else {
                feeds.here().leave(job, taken);
            }
        }

        @Override
        public void told(Frame frame) {
            write(frame.text());
        }

        @Override
        public void replayed(Frame frame) {
            replayed += frame.text().length();
            if (replayed <= MOST_REPLAYED) {
                send(frame.text());
            } else {
                write(frame.text());
            }
        }

        @Override
        public void ended() {
            send(new JsonObject().put("job", id).put("ended", true).encode());
            remove(id);
        }

        void leave() {
            if (seat != null && job != null) {
                feeds.here().leave(job, seat);
            }
        }
    }

    private StreamSocket(
            Feeds feeds, Lookup lookup, ServerWebSocket socket, HttpConnection connection) {
        this.feeds = feeds;
        this.lookup = lookup;
        this.socket = socket;
        this.connection = connection;
        this.loop = feeds.here().vertx().getOrCreateContext();
    }

    /** On the connection's event loop, after the upgrade. */
    public static void open(
            Feeds feeds, Lookup lookup, ServerWebSocket socket, HttpConnection connection) {
        new StreamSocket(feeds, lookup, socket, connection).begin();
    }

    private void begin() {
        feeds.opened(TRANSPORT, this);
        socket.setWriteQueueMaxSize(feeds.limits().behindBytes());
        socket.closeHandler(_ -> leave());
        socket.exceptionHandler(_ -> close(TOO_LARGE, "a message or frame is too large"));
        socket.pongHandler(_ -> alive = true);
        socket.binaryMessageHandler(_ -> close(BAD_MESSAGE, "messages are text"));
        socket.textMessageHandler(this::said);
    }

    private void said(String text) {
        alive = true;
        if (over) {
            return;
        }
        try {
            StreamMessage message = StreamMessage.parse(text);
            message.unsubscribe().forEach(this::remove);
            subscribe(message.subscribe());
        } catch (IllegalArgumentException e) {
            close(BAD_MESSAGE, Objects.requireNonNullElse(e.getMessage(), "bad message"));
        } catch (ProblemException e) {
            close(BAD_MESSAGE, e.problem().detail());
        }
    }

    private void subscribe(Map<String, Place> wanted) {
        Map<Subscription, Place> taken = new LinkedHashMap<>();
        wanted.forEach(
                (id, after) -> {
                    if (subscriptions.size() < feeds.limits().subscriptions()) {
                        remove(id); // again: from the place that is said now
                        Subscription subscription = new Subscription(id);
                        subscriptions.put(id, subscription);
                        taken.put(subscription, after);
                    } else {
                        error(id, tooMany());
                    }
                });
        if (!taken.isEmpty()) {
            socket.pause();
            Thread _ = Thread.startVirtualThread(() -> findAll(taken));
        }
    }

    private Problem tooMany() {
        return Problem.at(
                "subscribe",
                ErrorCode.INVALID_REQUEST,
                "a connection has at most " + feeds.limits().subscriptions() + " subscriptions");
    }

    /** On a virtual thread. */
    private void findAll(Map<Subscription, Place> wanted) {
        try {
            wanted.forEach(this::find);
        } finally {
            loop.runOnContext(_ -> socket.resume());
        }
    }

    private void find(Subscription subscription, Place after) {
        try {
            JobView view = lookup.find(subscription.id);
            loop.runOnContext(_ -> found(subscription, view, after));
        } catch (ProblemException e) {
            loop.runOnContext(_ -> missed(subscription, e.problem()));
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("job {} could not be looked up", subscription.id, e);
            Problem inside = Problem.of(ErrorCode.INTERNAL, "the job could not be looked up");
            loop.runOnContext(_ -> missed(subscription, inside));
        }
    }

    private void found(Subscription subscription, JobView view, Place after) {
        if (!over && subscriptions.get(subscription.id) == subscription) {
            subscription.begin(view, after);
        }
    }

    private void missed(Subscription subscription, Problem problem) {
        if (subscriptions.remove(subscription.id, subscription)) {
            error(subscription.id, problem);
        }
    }

    private void error(String job, Problem problem) {
        write(new JsonObject().put("job", job).put("error", ProblemJson.of(problem)).encode());
    }

    private void remove(String id) {
        Subscription gone = subscriptions.remove(id);
        if (gone != null) {
            gone.leave();
        }
    }

    private void write(String text) {
        if (over) {
            return;
        }
        if (socket.writeQueueFull()) {
            LOG.info("a WebSocket client was too slow and is dropped");
            feeds.dropped(TRANSPORT);
            close(TRY_AGAIN_LATER, "too slow: subscribe again after the last ids that you saw");
            return;
        }
        send(text);
    }

    private void send(String text) {
        if (!over) {
            var _ = socket.writeTextMessage(text);
        }
    }

    @Override
    public void beat() {
        beatsWithoutLife = alive ? 0 : beatsWithoutLife + 1;
        alive = false;
        if (feeds.limits()
                        .heartbeat()
                        .multipliedBy(beatsWithoutLife)
                        .compareTo(feeds.limits().silence())
                >= 0) {
            close(GOING_AWAY, "no sign of life");
        } else if (!over && !socket.writeQueueFull()) {
            var _ = socket.writePing(Buffer.buffer());
        }
    }

    @Override
    public void goAway() {
        close(GOING_AWAY, "the gateway is shutting down: connect again");
    }

    private void close(short code, String reason) {
        if (over) {
            return;
        }
        leave();
        long timer = feeds.here().vertx().setTimer(LAST_WORDS_MS, _ -> connection.close());
        var _ =
                socket.close(code, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)))
                        .onComplete(_ -> feeds.here().vertx().cancelTimer(timer));
    }

    private void leave() {
        if (over) {
            return;
        }
        over = true;
        feeds.closed(TRANSPORT, this);
        subscriptions.values().forEach(Subscription::leave);
        subscriptions.clear();
    }
}
