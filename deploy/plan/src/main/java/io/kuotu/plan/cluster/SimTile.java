package io.kuotu.plan.cluster;

import io.kuotu.worker.batch.Floor;
import io.kuotu.worker.batch.Ticket;

/** A tile on a device's floor, without a picture. */
record SimTile(SimJob job, Ticket ticket) implements Floor.Placed {}
