package io.kuotu.plan.cluster;

import io.kuotu.worker.batch.Floor;
import io.kuotu.worker.batch.Standing;
import io.kuotu.worker.batch.Ticket;

/** A sample on a device's floor, without a picture. */
final class SimSample implements Floor.Moving {
    private final SimJob job;
    private final Ticket ticket;
    private Standing standing;

    SimSample(SimJob job, Ticket ticket) {
        this.job = job;
        this.ticket = ticket;
        this.standing = Standing.waiting(ticket);
    }

    SimJob job() {
        return job;
    }

    @Override
    public Ticket ticket() {
        return ticket;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    void begun() {
        standing = Standing.begun(ticket, 0);
    }

    void stepped() {
        standing = Standing.begun(ticket, standing.stepsDone() + 1);
    }

    /** Whether a step asks the network twice: then it is two rows of a batch. */
    boolean isGuided() {
        return ticket.stepCost() > ticket.key().size().pixels();
    }
}
