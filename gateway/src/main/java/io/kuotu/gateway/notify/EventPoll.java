package io.kuotu.gateway.notify;

import io.kuotu.common.job.JobId;
import io.kuotu.gateway.board.JobView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A long poll of one job's events: all that happened after a place, or, where nothing has, the next
 * thing that happens within the wait: an event, or another place in the queue than it had when the
 * poll began. Where nothing happens, the place that it has. On the connection's event loop.
 */
public final class EventPoll implements Reader {
    private final Feeds feeds;
    private final JobId job;
    private final Consumer<JsonObject> answer;
    private final JsonArray events = new JsonArray();
    private String last;
    private boolean ended;
    private boolean waiting;
    private boolean over;
    private long timer;
    private @Nullable Seat seat;

    /** Where the job stood when this poll began; it ends the poll only once that has changed. */
    private @Nullable Frame standing;

    private EventPoll(Feeds feeds, JobId job, String last, Consumer<JsonObject> answer) {
        this.feeds = feeds;
        this.job = job;
        this.last = last;
        this.answer = answer;
    }

    /** Ends a poll that nobody waits for any more. On the event loop. */
    @FunctionalInterface
    public interface Handle {
        void leave();
    }

    /**
     * On the connection's event loop.
     *
     * @param feeds that tell
     * @param view of the job
     * @param after what the client has seen
     * @param wait at most
     * @param answer is called once, on the event loop
     */
    public static Handle open(
            Feeds feeds, JobView view, Place after, Duration wait, Consumer<JsonObject> answer) {
        EventPoll poll = new EventPoll(feeds, view.job().id(), after.id(), answer);
        poll.begin(view, after, wait);
        return poll::leave;
    }

    private void begin(JobView view, Place after, Duration wait) {
        LoopFeeds here = feeds.here();
        seat = here.join(view, after, this);
        if (!events.isEmpty() || ended || wait.isZero()) {
            finish();
            return;
        }
        waiting = true;
        timer = here.vertx().setTimer(wait.toMillis(), _ -> finish());
    }

    @Override
    public void told(Frame frame) {
        if (frame.isAside()) {
            stands(frame);
            return;
        }
        standing = null;
        events.add(frame.entry());
        last = frame.id();
        ended = frame.isEnd();
        if (waiting) {
            finish();
        }
    }

    /**
     * Each poll is told at once where the job stands: answered, it would be asked again at once.
     */
    private void stands(Frame aside) {
        boolean changed = standing != null;
        standing = aside;
        if (changed && waiting) {
            finish();
        }
    }

    @Override
    public void ended() {
        ended = true;
        if (waiting) {
            finish();
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        leave();
        if (events.isEmpty() && !ended && standing != null) {
            events.add(standing.entry());
        }
        JsonObject found = new JsonObject().put("events", events);
        if (!last.isEmpty()) {
            found.put("last_id", last);
        }
        answer.accept(found.put("ended", ended));
    }

    private void leave() {
        over = true;
        if (waiting) {
            feeds.here().vertx().cancelTimer(timer);
        }
        if (seat != null) {
            feeds.here().leave(job, seat);
        }
    }
}
