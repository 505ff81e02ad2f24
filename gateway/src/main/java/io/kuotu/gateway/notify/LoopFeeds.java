package io.kuotu.gateway.notify;

import io.kuotu.common.job.Job;
import io.kuotu.common.job.JobId;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The feeds and the long connections of one event loop, which owns all of this: one feed for a job
 * however many read it, one timer however many connections there are.
 */
final class LoopFeeds {
    /** A feed, and how to end what is told beside the log. */
    private record Watched(JobFeed feed, Runnable endAsides) {}

    private final Board board;
    private final Asides asides;
    private final Context loop;
    private final Map<JobId, Watched> watched = new HashMap<>();
    private final Set<Connection> connections = new LinkedHashSet<>();

    LoopFeeds(Board board, Asides asides, Context loop, Duration heartbeat) {
        this.board = board;
        this.asides = asides;
        this.loop = loop;
        loop.owner().setPeriodic(heartbeat.toMillis(), _ -> all().forEach(Connection::beat));
    }

    Vertx vertx() {
        return loop.owner();
    }

    private List<Connection> all() {
        return new ArrayList<>(connections); // a beat may close one
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    /**
     * Tells the reader what happened, then what happens.
     *
     * @param found the job as it was looked up
     */
    Seat join(JobView found, Place after, Reader reader) {
        Seat seat = new Seat(reader, after);
        if (found.state().isTerminal()) {
            seat.replay(found, after.fromTheStart());
            return seat;
        }
        feed(found.job()).join(seat, found, after.fromTheStart());
        tidy(found.job().id());
        return seat;
    }

    private JobFeed feed(Job job) {
        Watched present = watched.get(job.id());
        if (present != null) {
            return present.feed();
        }
        JobFeed feed = new JobFeed(board, job, loop);
        feed.open();
        Runnable endAsides =
                asides.listen(
                        job.id(), (event, data) -> loop.runOnContext(_ -> feed.aside(event, data)));
        watched.put(job.id(), new Watched(feed, endAsides));
        return feed;
    }

    void leave(JobId job, Seat seat) {
        Watched present = watched.get(job);
        if (present != null) {
            present.feed().leave(seat);
        }
        tidy(job);
    }

    private void tidy(JobId job) {
        Watched present = watched.get(job);
        if (present != null && present.feed().isEmpty()) {
            present.feed().close();
            present.endAsides().run();
            watched.remove(job);
        }
    }

    /** From any thread. */
    void close() {
        loop.runOnContext(_ -> all().forEach(Connection::goAway));
    }
}
