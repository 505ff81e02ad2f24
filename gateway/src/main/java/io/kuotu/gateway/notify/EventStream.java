package io.kuotu.gateway.notify;

import io.kuotu.common.job.JobId;
import io.kuotu.gateway.board.JobView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's server-sent events of one job: what happened, then what happens, until the job ends.
 * On the connection's event loop. A client that reads more slowly than its job moves is told so and
 * cut off; it comes back with the last id that it saw.
 */
public final class EventStream implements Reader, Connection {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final String TRANSPORT = "sse";
    private static final Buffer HERE = Buffer.buffer(": here\n\n");
    private static final long LAST_WORDS_MS = 5_000;
    private static final int RETRY_SLOW_MS = 2_000;
    private static final int RETRY_STOPPED_MS = 500;

    private final Feeds feeds;
    private final JobId job;
    private final HttpServerRequest request;
    private @Nullable Seat seat;
    private boolean over;

    private EventStream(Feeds feeds, JobId job, HttpServerRequest request) {
        this.feeds = feeds;
        this.job = job;
        this.request = request;
    }

    /**
     * On the connection's event loop.
     *
     * @param feeds that tell
     * @param view of the job
     * @param after what the client has seen, as it says
     * @param request to answer
     */
    public static void open(Feeds feeds, JobView view, Place after, HttpServerRequest request) {
        EventStream stream = new EventStream(feeds, view.job().id(), request);
        stream.begin(view, after);
    }

    private void begin(JobView view, Place after) {
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .setWriteQueueMaxSize(feeds.limits().behindBytes())
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(_ -> leave());
        response.exceptionHandler(_ -> leave());
        feeds.opened(TRANSPORT, this);
        var _ = response.writeHead();
        Seat taken = feeds.here().join(view, after, this);
        if (over) {
            feeds.here().leave(job, taken);
        } else {
            seat = taken;
        }
    }

    @Override
    public void told(Frame frame) {
        write(frame.lines());
    }

    /** As much as the board has of one job; that is bounded, and gone before there is news. */
    @Override
    public void replayed(Frame frame) {
        if (!over) {
            var _ = request.response().write(frame.lines());
        }
    }

    @Override
    public void beat() {
        write(HERE);
    }

    private void write(Buffer lines) {
        if (over) {
            return;
        }
        if (request.response().writeQueueFull()) {
            LOG.info("a reader of {} was too slow and is dropped", job);
            feeds.dropped(TRANSPORT);
            close("too-slow", RETRY_SLOW_MS);
            return;
        }
        var _ = request.response().write(lines);
    }

    @Override
    public void goAway() {
        close("shutting-down", RETRY_STOPPED_MS);
    }

    /** The last frame has no id, so the client's place stays where it was. */
    private void close(String reason, int retryMs) {
        if (over) {
            return;
        }
        leave();
        Vertx vertx = feeds.here().vertx();
        long timer = vertx.setTimer(LAST_WORDS_MS, _ -> cut());
        var _ =
                request.response()
                        .end(
                                "retry: %d\nevent: dropped\ndata: {\"job\":\"%s\",\"reason\":\"%s\"}\n\n"
                                        .formatted(retryMs, job, reason))
                        .onComplete(_ -> vertx.cancelTimer(timer));
    }

    /** It did not even read its last frame. Other streams of an HTTP/2 connection go on. */
    private void cut() {
        if (request.version() == HttpVersion.HTTP_2) {
            var _ = request.response().reset();
        } else {
            var _ = request.connection().close();
        }
    }

    @Override
    public void ended() {
        if (!over) {
            leave();
            var _ = request.response().end();
        }
    }

    private void leave() {
        if (over) {
            return;
        }
        over = true;
        feeds.closed(TRANSPORT, this);
        if (seat != null) {
            feeds.here().leave(job, seat);
        }
    }
}
