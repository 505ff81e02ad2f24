package io.kuotu.plan.scenario;

import static io.kuotu.plan.scenario.Checks.check;
import static io.kuotu.plan.scenario.Checks.positive;

import java.util.List;

/**
 * The workers, alike. The first four are settings of a worker.
 *
 * @param workers when the run begins
 * @param devices of each
 * @param slots of each device
 * @param lanesPerTier jobs of each tier that a worker holds at once
 * @param workersPerHost workers that share a host's processors
 * @param processors of a host, shared by all work on pictures
 * @param phasesUseProcessors false where that work only waits, as a simulated worker's
 * @param devicesUseProcessors whether the devices are the hosts' processors too: then each takes
 *     one
 * @param batchSizes of denoising where they are set; chosen from the profile where empty
 */
public record Fleet(
        int workers,
        int devices,
        int slots,
        int lanesPerTier,
        int workersPerHost,
        double processors,
        boolean phasesUseProcessors,
        boolean devicesUseProcessors,
        List<Integer> batchSizes) {
    public Fleet {
        positive("workers", workers);
        positive("devices", devices);
        positive("slots", slots);
        positive("lanes_per_tier", lanesPerTier);
        positive("workers_per_host", workersPerHost);
        positive("processors", processors);
        batchSizes = List.copyOf(batchSizes);
        check(
                batchSizes.stream().allMatch(size -> size > 0),
                "batch_sizes: are 1 or more, not " + batchSizes);
    }

    /** Of a host; without end where work on pictures only waits. */
    public double sharedProcessors() {
        return phasesUseProcessors ? processors : Double.POSITIVE_INFINITY;
    }

    /** The same with so many workers. */
    public Fleet of(int count) {
        return new Fleet(
                count,
                devices,
                slots,
                lanesPerTier,
                workersPerHost,
                processors,
                phasesUseProcessors,
                devicesUseProcessors,
                batchSizes);
    }
}
