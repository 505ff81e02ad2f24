package io.kuotu.gateway.queue;

import org.jspecify.annotations.Nullable;

/**
 * One tier's waiting jobs in the order of their topic, which is the order that workers take them
 * in. A job that a worker hands back gets its old place. What is ahead of a place is known in a few
 * steps, however many wait. {@link QueueModel} guards it.
 */
final class Line {
    private static final int SMALLEST = 1024;

    /** Indexes that are kept free for jobs that are handed back after a renumbering. */
    private static final int FRONT = 64;

    /** A job's, whether it waits there now or not. */
    static class Place {
        private final long price; // pixel steps
        private int index;
        private int numbering;
        private boolean waits;

        Place(long price) {
            this.price = price;
        }

        final long price() {
            return price;
        }
    }

    /**
     * Of some jobs.
     *
     * @param jobs how many
     * @param cost of all of them, pixel steps
     */
    record Load(int jobs, long cost) {
        static final Load NONE = new Load(0, 0);

        Load plus(Load other) {
            return new Load(jobs + other.jobs, cost + other.cost);
        }
    }

    private @Nullable Place[] slots = new Place[SMALLEST]; // by index
    private Fenwick counts = new Fenwick(SMALLEST);
    private Fenwick costs = new Fenwick(SMALLEST);
    private Load all = Load.NONE;
    private int next = FRONT;
    private int numbering;

    /** At the end. */
    void append(Place place) {
        if (next == slots.length) {
            renumber();
        }
        enter(place, next++);
    }

    /** Where it was before it left, or as near to it as there is room. */
    void back(Place place) {
        int wanted = place.numbering == numbering ? place.index : FRONT - 1;
        while (wanted >= 0 && slots[wanted] != null) {
            wanted--;
        }
        if (wanted < 0) {
            append(place);
        } else {
            enter(place, wanted);
        }
    }

    private void enter(Place place, int index) {
        place.index = index;
        place.numbering = numbering;
        place.waits = true;
        slots[index] = place;
        change(place, 1);
    }

    private void change(Place place, int sign) {
        counts.add(place.index, sign);
        costs.add(place.index, sign * place.price);
        all = all.plus(new Load(sign, sign * place.price));
    }

    /** Does nothing where it is not in the line. */
    void leave(Place place) {
        if (place.waits) {
            place.waits = false;
            slots[place.index] = null;
            change(place, -1);
        }
    }

    Load ahead(Place place) {
        return new Load((int) counts.before(place.index), costs.before(place.index));
    }

    Load all() {
        return all;
    }

    /** Indexes grow until they fill the trees; then those that wait get the first ones. */
    private void renumber() {
        @Nullable Place[] before = slots;
        int size = Math.max(SMALLEST, 2 * (all.jobs() + FRONT));
        slots = new Place[size];
        counts = new Fenwick(size);
        costs = new Fenwick(size);
        all = Load.NONE;
        next = FRONT;
        numbering++;
        for (Place place : before) {
            if (place != null) {
                enter(place, next++);
            }
        }
    }
}
