package io.kuotu.worker.batch;

import io.kuotu.common.job.TenantId;
import io.kuotu.common.job.Tier;

/**
 * What the planner knows of a sample or a tile: no picture, no tensor.
 *
 * @param number in order of arrival on this device
 * @param tier that pays for it
 * @param tenant that pays for it within the tier
 * @param key of its batches
 * @param steps that it takes; 1 for a tile
 * @param stepCost pixels of one step
 * @param tag its place in the tier's order
 */
public record Ticket(
        long number, Tier tier, TenantId tenant, BatchKey key, int steps, long stepCost, Tag tag) {
    /**
     * Of weighted fair queueing, in pixels: where the tenant's turn begins if all tenants of the
     * tier are served alike, and where it ends. The least end goes first: of two that came together
     * the shorter, and nobody is passed for ever, since later ones begin later.
     */
    public record Tag(double start, double finish) {}

    /** Pixels that are to be stepped in all. */
    public long cost() {
        return steps * stepCost;
    }
}
