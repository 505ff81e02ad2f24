package io.kuotu.gateway.notify;

import io.kuotu.common.job.Job;
import io.kuotu.gateway.board.Board;
import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One job's events on one event loop, for all of its readers there, over any transport. The board's
 * thread hands over, at most {@value #MOST_PENDING} events that wait; where the loop is further
 * behind than that, it looks at the board again, which keeps all that matters.
 */
final class JobFeed implements Board.Listener {
    static final int MOST_PENDING = 256;

    private final Board board;
    private final Job job;
    private final Context loop;

    /** The event loop owns them. */
    private final Set<Seat> seats = new LinkedHashSet<>();

    /** The latest, until the log goes on: who joins now wants to know it too. */
    private @Nullable Frame aside;

    /** Guards what follows: the hand-over. */
    private final Object lock = new Object();

    private @Nullable List<LoggedEvent> pending;
    private boolean overrun;

    JobFeed(Board board, Job job, Context loop) {
        this.board = board;
        this.job = job;
        this.loop = loop;
    }

    /** On the loop, as all but {@link #changed}. */
    void open() {
        board.listen(job.id(), this);
    }

    void close() {
        board.unlisten(job.id(), this);
    }

    /** What happened is told before this returns; what happens, afterwards. */
    void join(Seat seat, JobView found, boolean fromTheStart) {
        seats.add(seat);
        seat.replay(board.find(job.id()).orElse(found), fromTheStart);
        if (seat.isOver()) {
            seats.remove(seat);
        } else if (aside != null) {
            seat.aside(aside);
        }
    }

    void leave(Seat seat) {
        seat.leave();
        seats.remove(seat);
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** On the board's thread. */
    @Override
    public void changed(JobView view, @Nullable LoggedEvent logged) {
        if (logged == null) {
            return;
        }
        synchronized (lock) {
            if (pending == null) {
                pending = new ArrayList<>(1);
                loop.runOnContext(_ -> drain());
            }
            if (pending.size() < MOST_PENDING) {
                pending.add(logged);
            } else {
                overrun = true;
            }
        }
    }

    private void drain() {
        List<LoggedEvent> taken;
        synchronized (lock) {
            taken = overrun || pending == null ? fromTheBoard() : pending;
            pending = null;
            overrun = false;
        }
        taken.forEach(this::tell);
    }

    private List<LoggedEvent> fromTheBoard() {
        return board.find(job.id()).map(JobView::events).orElse(List.of());
    }

    private void tell(LoggedEvent logged) {
        aside = null;
        Frame frame = Frame.of(job, logged);
        List.copyOf(seats).forEach(seat -> seat.told(logged, frame)); // a reader may leave
    }

    void aside(String event, JsonObject data) {
        Frame frame = Frame.aside(job, event, data);
        aside = frame;
        List.copyOf(seats).forEach(seat -> seat.aside(frame));
    }
}
