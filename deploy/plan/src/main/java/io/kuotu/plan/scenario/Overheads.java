package io.kuotu.plan.scenario;

/**
 * What a job takes beside the device, and beside the work on its pictures, whose times are the
 * profile's.
 *
 * @param accept from the request to the job's record being there to be taken
 * @param poll from a lane that is free to its asking for the next record
 * @param intake from a record to its job's thread being at work: broker and store
 * @param prepare more processor time of each job
 * @param upload waiting for the store and the broker at the end
 * @param beside processor time that a job causes and does not wait for: broker, gateway, compiler
 * @param tell from the job's end to its caller hearing of it
 */
public record Overheads(
        Spread accept,
        Spread poll,
        Spread intake,
        Spread prepare,
        Spread beside,
        Spread upload,
        Spread tell) {}
