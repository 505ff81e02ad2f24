package io.kuotu.gateway.notify;

import io.kuotu.gateway.board.JobView;
import io.kuotu.gateway.board.LoggedEvent;
import java.util.function.Consumer;

/**
 * A reader's place at a feed: keeps the order and tells each event once, whether it comes from the
 * board's memory or live. Its event loop owns it.
 */
final class Seat {
    private final Reader reader;
    private long seen;
    private boolean over;

    Seat(Reader reader, Place after) {
        this.reader = reader;
        this.seen = after.offset();
    }

    /** What had happened before the reader came. */
    void replay(JobView view, boolean fromTheStart) {
        if (fromTheStart) {
            reader.replayed(Frame.queued(view.job()));
        }
        for (LoggedEvent logged : view.events()) {
            told(logged, Frame.of(view.job(), logged), reader::replayed);
        }
        if (view.state().isTerminal()) { // also where the reader knew it: nothing is left to tell
            end();
        }
    }

    void told(LoggedEvent logged, Frame frame) {
        told(logged, frame, reader::told);
    }

    private void told(LoggedEvent logged, Frame frame, Consumer<Frame> tell) {
        if (over) {
            return;
        }
        if (logged.offset() > seen) {
            seen = logged.offset();
            tell.accept(frame);
        } else if (isKeptByTheManifestOnly(logged) && seen > 0) {
            tell.accept(frame);
        }
        if (logged.isEnd()) {
            end();
        }
    }

    /**
     * The end of a job that has left the board has no place in the topic any more; it is told again
     * to those whose id is a place there.
     */
    private static boolean isKeptByTheManifestOnly(LoggedEvent logged) {
        return logged.offset() == 0 && logged.isEnd();
    }

    void aside(Frame frame) {
        if (!over) {
            reader.told(frame);
        }
    }

    private void end() {
        if (!over) {
            over = true;
            reader.ended();
        }
    }

    /** The reader goes. */
    void leave() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
