package io.kuotu.worker.batch;

import io.kuotu.common.job.Tier;
import java.util.function.ToIntBiFunction;

/**
 * What a plan may use.
 *
 * @param slots samples that may have begun at once; a slot that is free is always used
 * @param batch most samples or tiles of a key in one call of this kind
 */
public record Limits(int slots, ToIntBiFunction<Plan.Kind, BatchKey> batch) {
    public Limits {
        if (slots < 1) {
            throw new IllegalArgumentException("slots are 1 or more, not " + slots);
        }
    }

    /** Most in one call. */
    public int batch(Plan.Kind kind, BatchKey key) {
        return batch.applyAsInt(kind, key);
    }

    /**
     * Up to so many samples may have begun where one of this tier would run before one that holds a
     * slot: the latter then rests, and goes on later. The more urgent the tier, the more, so a
     * flood of one below never takes the last place. What bounds the device's memory.
     */
    public int most(Tier tier) {
        int bulk = slots + slots / 2;
        int further = Math.max(1, slots / 4);
        return switch (tier) {
            case BULK -> bulk;
            case STANDARD -> bulk + further;
            case INTERACTIVE -> bulk + 2 * further;
        };
    }
}
