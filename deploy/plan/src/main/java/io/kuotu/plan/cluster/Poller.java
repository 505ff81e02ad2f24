package io.kuotu.plan.cluster;

import io.kuotu.plan.event.Agenda;

/**
 * A worker's lanes of one tier. One of them asks at a time, the next as soon as it has got a record
 * (see {@code worker.intake.Intake}).
 */
final class Poller implements Agenda.Event {
    private final Cluster cluster;
    private final SimWorker worker;
    private final TierLine line;
    private int free;
    private boolean asks; // or is about to

    Poller(Cluster cluster, SimWorker worker, TierLine line, int lanes) {
        this.cluster = cluster;
        this.worker = worker;
        this.line = line;
        this.free = lanes;
    }

    SimWorker worker() {
        return worker;
    }

    /** Does nothing where no lane is free, or one asks already. */
    void askSoon(long now) {
        if (!asks && free > 0 && worker.isServing()) {
            asks = true;
            cluster.agenda().add(now + cluster.pollNanos(), this);
        }
    }

    @Override
    public void happen(long now) {
        if (worker.isServing()) {
            line.ask(this, now);
        } else {
            asks = false;
        }
    }

    void take(SimJob job, long now) {
        asks = false;
        free--;
        worker.took();
        job.begin(this, now);
        askSoon(now);
    }

    void ended(SimJob job, long now) {
        free++;
        line.ended(job);
        cluster.ended(job, now);
        worker.gaveBack(now);
        askSoon(now);
    }
}
