package io.kuotu.gateway.queue;

import java.util.TreeMap;

/**
 * One tier's waiting jobs in the order of their topic, which is the order that workers take them
 * in. A job that a worker hands back gets its old place. What is ahead of a place is known in a few
 * steps, however many wait. {@link QueueModel} guards it.
 */
final class Line {
    private static final int SMALLEST = 1024;

    /** Indexes that are kept free for jobs that are handed back after a renumbering. */
    private static final int FRONT = 64;

    /** A waiting job. */
    static final class Place {
        private final long cost;
        private int index;
        private int numbering;

        private Place(long cost) {
            this.cost = cost;
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

    private final TreeMap<Integer, Place> places = new TreeMap<>(); // by index
    private Fenwick counts = new Fenwick(SMALLEST);
    private Fenwick costs = new Fenwick(SMALLEST);
    private long cost;
    private int next = FRONT;
    private int numbering;

    /** At the end. */
    Place append(long jobCost) {
        if (next == counts.size()) {
            renumber();
        }
        Place place = new Place(jobCost);
        place.index = next++;
        place.numbering = numbering;
        enter(place);
        return place;
    }

    /** Where it was before it left, or as near to it as there is room. */
    void back(Place place) {
        int wanted = place.numbering == numbering ? place.index : FRONT - 1;
        while (wanted >= 0 && places.containsKey(wanted)) {
            wanted--;
        }
        if (wanted < 0 && next == counts.size()) {
            renumber();
        }
        place.index = wanted < 0 ? next++ : wanted;
        place.numbering = numbering;
        enter(place);
    }

    private void enter(Place place) {
        places.put(place.index, place);
        counts.add(place.index, 1);
        costs.add(place.index, place.cost);
        cost += place.cost;
    }

    /** Does nothing where it is not in the line. */
    void leave(Place place) {
        if (place.numbering == numbering && places.remove(place.index, place)) {
            counts.add(place.index, -1);
            costs.add(place.index, -place.cost);
            cost -= place.cost;
        }
    }

    Load ahead(Place place) {
        return new Load((int) counts.before(place.index), costs.before(place.index));
    }

    Load all() {
        return new Load(places.size(), cost);
    }

    /** Indexes grow until they fill the trees; then those that wait get the first ones. */
    private void renumber() {
        Place[] waiting = places.values().toArray(Place[]::new);
        int size = Math.max(SMALLEST, 4 * (waiting.length + FRONT));
        counts = new Fenwick(size);
        costs = new Fenwick(size);
        places.clear();
        cost = 0;
        next = FRONT;
        numbering++;
        for (Place place : waiting) {
            place.index = next++;
            place.numbering = numbering;
            enter(place);
        }
    }
}
