package io.kuotu.gateway.notify;

import io.kuotu.common.job.Job;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.kuotu.gateway.queue.PositionFeed;
import io.kuotu.gateway.queue.Standing;
import io.kuotu.gateway.view.EventJson;
import io.kuotu.gateway.view.QueueJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's server-sent events of one job: what happened, then what happens, until the job ends.
 * All but {@link #changed} runs on the connection's event loop. A client that reads more slowly
 * than its job moves is cut off; it comes back with the last id that it saw.
 */
public final class EventStream implements Board.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long HEARTBEAT_MS = 15_000;

    private final Vertx vertx;
    private final Context loop;
    private final Board board;
    private final PositionFeed positions;
    private final PositionFeed.Listener position = this::moved;
    private final Job job;
    private final HttpServerResponse response;
    private long lastSent;
    private long heartbeat;
    private boolean over;

    private EventStream(
            Vertx vertx,
            Board board,
            PositionFeed positions,
            Job job,
            HttpServerResponse response,
            long lastSent) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.board = board;
        this.positions = positions;
        this.job = job;
        this.response = response;
        this.lastSent = lastSent;
    }

    /**
     * On the connection's event loop.
     *
     * @param vertx of the server
     * @param board that tells
     * @param positions that tells where the job stands while it waits
     * @param view of the job
     * @param lastEventId that the client has seen, as it says
     * @param response to write to
     */
    public static void open(
            Vertx vertx,
            Board board,
            PositionFeed positions,
            JobView view,
            Optional<String> lastEventId,
            HttpServerResponse response) {
        long seen =
                lastEventId
                        .filter(id -> !id.equals(EventJson.QUEUED))
                        .map(Long::parseLong)
                        .orElse(-1L);
        EventStream stream = new EventStream(vertx, board, positions, view.job(), response, seen);
        stream.begin(view, lastEventId.isEmpty());
    }

    private void begin(JobView found, boolean fromTheStart) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(_ -> end());
        response.exceptionHandler(_ -> end());
        board.listen(job.id(), this);
        heartbeat = vertx.setPeriodic(HEARTBEAT_MS, _ -> write(": here\n\n"));
        if (fromTheStart) {
            write(frame(EventJson.QUEUED, EventJson.QUEUED, EventJson.queued(job)));
        }
        JobView now = board.find(job.id()).orElse(found);
        now.events().forEach(this::send);
        if (now.state().isTerminal()) {
            finish();
        } else {
            positions.listen(job.id(), position);
        }
    }

    /** On the feed's thread. No part of the log: it has no id, and nobody resumes from it. */
    private void moved(Standing standing) {
        String data = QueueJson.event(job.id().value(), standing).encode();
        loop.runOnContext(_ -> write("event: " + QueueJson.POSITION + "\ndata: " + data + "\n\n"));
    }

    /** On the board's thread. */
    @Override
    public void changed(JobView view, @Nullable LoggedEvent logged) {
        if (logged != null) {
            loop.runOnContext(
                    _ -> {
                        send(logged);
                        if (view.state().isTerminal()) {
                            finish();
                        }
                    });
        }
    }

    private void send(LoggedEvent logged) {
        if (over || (logged.offset() <= lastSent && !isEndFromManifest(logged))) {
            return;
        }
        lastSent = Math.max(lastSent, logged.offset());
        write(
                frame(
                        Long.toString(logged.offset()),
                        EventJson.name(logged.event()),
                        EventJson.data(job, logged.event())));
    }

    /** The end of a job that has left the board has no place in the topic any more. */
    private static boolean isEndFromManifest(LoggedEvent logged) {
        return logged.offset() == 0;
    }

    private void write(String text) {
        if (over) {
            return;
        }
        if (response.writeQueueFull()) {
            LOG.info("a reader of {} was too slow and is cut off", job.id());
            response.reset();
            end();
            return;
        }
        var _ = response.write(text);
    }

    private void finish() {
        if (!over) {
            end();
            var _ = response.end();
        }
    }

    private void end() {
        over = true;
        vertx.cancelTimer(heartbeat);
        board.unlisten(job.id(), this);
        positions.unlisten(position);
    }

    private static String frame(String id, String event, JsonObject data) {
        return "id: " + id + "\nevent: " + event + "\ndata: " + data.encode() + "\n\n";
    }
}
