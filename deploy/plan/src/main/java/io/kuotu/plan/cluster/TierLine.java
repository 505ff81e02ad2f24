package io.kuotu.plan.cluster;

import java.util.ArrayDeque;

/**
 * A tier's topic: jobs in their order, and the lanes that ask for one. Whoever has asked longest
 * gets the next, as a broker answers fetches that wait.
 */
final class TierLine {
    private final ArrayDeque<SimJob> waiting = new ArrayDeque<>();
    private final ArrayDeque<Poller> asking = new ArrayDeque<>();
    private long cost; // of those that wait
    private int most;
    private int held;
    private long heldCost;

    /** A job's record is there. */
    void arrive(SimJob job, long now) {
        Poller poller = asking.poll();
        while (poller != null && !poller.worker().isServing()) {
            poller = asking.poll();
        }
        if (poller == null) {
            waiting.add(job);
            cost += job.cost();
            most = Math.max(most, waiting.size());
        } else {
            give(job, poller, now);
        }
    }

    /** A lane asks. */
    void ask(Poller poller, long now) {
        SimJob job = waiting.poll();
        if (job == null) {
            asking.add(poller);
        } else {
            cost -= job.cost();
            give(job, poller, now);
        }
    }

    private void give(SimJob job, Poller poller, long now) {
        held++;
        heldCost += job.cost();
        poller.take(job, now);
    }

    void ended(SimJob job) {
        held--;
        heldCost -= job.cost();
    }

    int waiting() {
        return waiting.size();
    }

    /** Pixel steps of those that wait. */
    long cost() {
        return cost;
    }

    /** Jobs that workers hold. */
    int held() {
        return held;
    }

    /** Pixel steps of jobs that workers hold. */
    long heldCost() {
        return heldCost;
    }

    /** Jobs that waited at once. */
    int most() {
        return most;
    }
}
