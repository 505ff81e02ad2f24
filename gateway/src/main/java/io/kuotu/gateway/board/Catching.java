package io.kuotu.gateway.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Spares decoding while a gateway reads a log that it was not there for: most of it is progress,
 * and of that only the last word on a job that still runs is worth anything. So progress is put off
 * until the log's end is reached; what comes after it in its job makes it void. The board's thread
 * owns it.
 */
final class Catching {
    private static final byte[] PROGRESS = "{\"type\":\"progress\"".getBytes(UTF_8);

    /**
     * An event that was put off.
     *
     * @param job its key
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Late(long offset, String job, byte[] value) {}

    private final Map<String, Late> late = new HashMap<>();
    private boolean over = true;

    void begin() {
        over = false;
    }

    /** Whether the event will come again, if it still matters then. */
    boolean putsOff(long offset, String job, byte[] value) {
        if (over) {
            return false;
        }
        if (isProgress(value)) {
            late.put(job, new Late(offset, job, value));
            return true;
        }
        late.remove(job);
        return false;
    }

    private static boolean isProgress(byte[] value) {
        return value.length > PROGRESS.length
                && Arrays.equals(value, 0, PROGRESS.length, PROGRESS, 0, PROGRESS.length);
    }

    /** What still matters, in the order of the log. Nothing is put off any more. */
    List<Late> end() {
        over = true;
        List<Late> all = new ArrayList<>(late.values());
        all.sort(Comparator.comparingLong(Late::offset));
        late.clear();
        return all;
    }
}
