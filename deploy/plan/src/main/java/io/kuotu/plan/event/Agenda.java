package io.kuotu.plan.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What happens when, in virtual time: a binary heap over plain arrays. Of two events of one time
 * the one that was added first goes first, so a run is the same each time. One thread owns it.
 */
public final class Agenda {
    /** Something that happens. */
    @FunctionalInterface
    public interface Event {
        /**
         * @param now ns since the run began
         */
        void happen(long now);
    }

    private static final int SMALLEST = 1024;

    private long[] times = new long[SMALLEST];
    private long[] numbers = new long[SMALLEST];
    private @Nullable Event[] events = new Event[SMALLEST];
    private int size;
    private long added;
    private long now;

    /** ns since the run began. */
    public long now() {
        return now;
    }

    /** Events that have happened or will. */
    public long added() {
        return added;
    }

    /**
     * Adds one.
     *
     * @param time ns, not before now
     */
    public void add(long time, Event event) {
        if (time < now) {
            throw new IllegalArgumentException("nothing happens " + (now - time) + " ns ago");
        }
        if (size == times.length) {
            grow();
        }
        sink(size++, time, added++, event);
    }

    private void grow() {
        times = Arrays.copyOf(times, 2 * size);
        numbers = Arrays.copyOf(numbers, 2 * size);
        events = Arrays.copyOf(events, 2 * size);
    }

    /** From a free place towards the root. */
    private void sink(int free, long time, long number, Event event) {
        int place = free;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!isBefore(time, number, parent)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, time, number, event);
    }

    private boolean isBefore(long time, long number, int place) {
        return time < times[place] || (time == times[place] && number < numbers[place]);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        numbers[to] = numbers[from];
        events[to] = events[from];
    }

    private void put(int place, long time, long number, Event event) {
        times[place] = time;
        numbers[place] = number;
        events[place] = event;
    }

    /** Lets the next one happen. False where there is none. */
    public boolean step() {
        if (size == 0) {
            return false;
        }
        now = times[0];
        Event first = requireNonNull(events[0]);
        removeFirst();
        first.happen(now);
        return true;
    }

    private void removeFirst() {
        size--;
        long time = times[size];
        long number = numbers[size];
        Event event = requireNonNull(events[size]);
        events[size] = null;
        if (size > 0) {
            rise(time, number, event);
        }
    }

    /** Into the root, which is free, and down from there. */
    private void rise(long time, long number, Event event) {
        int place = 0;
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(times[child + 1], numbers[child + 1], child)) {
                child++;
            }
            if (isBefore(time, number, child)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, time, number, event);
    }
}
